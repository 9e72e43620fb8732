"""`python -m s2sad COMMAND`; the installed command `s2sad` starts here too."""

import sys

from .cli.main import main

if __name__ == "__main__":
    sys.exit(main())
