from typing import Optional, List, cast, TYPE_CHECKING
import numpy.typing as npt

if TYPE_CHECKING:
    from nowhere import Thing


def g(x: float, *, k: Optional[int] = None) -> "Thing":
    y: float = x * x
    z: List[float]
    z = [y]
    return cast(float, z[0]) * (k or 2)


def f(x: float) -> float:
    if TYPE_CHECKING:
        return 0
    return g(x) * x


ARGS = (0.7,)
