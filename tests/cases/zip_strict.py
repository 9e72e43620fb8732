import numpy as np


def f(x, y):
    s = 0.0
    for a, b in zip([x, y], [y, x], strict=True):
        s += a * b**2
    return s


ARGS = (0.7, 0.2)
