import sys
from pathlib import Path

# the random programs of the passes are good programs for emission too
sys.path.insert(0, str(Path(__file__).parents[1] / "passes"))
