import numbers
import numpy as np
from collections.abc import Sequence, Mapping, Iterable, Callable


def f(x, y):
    s = x * y
    if (
        isinstance(x, numbers.Number)
        and isinstance(x, numbers.Real)
        and not isinstance(x, numbers.Integral)
    ):
        s = s * x
    if (
        isinstance([x], Sequence)
        and isinstance({"a": x}, Mapping)
        and isinstance((x,), Iterable)
        and isinstance(np.sin, Callable)
    ):
        s = s + x
    if isinstance(x, float | int) and isinstance(x, (int, float)):
        s = s * 2
    return s


ARGS = (0.7, 0.2)
