import numpy as np


def f(x, y):
    s = 0.0
    for a, b in zip(x, y, strict=True):
        s += a * b**2
    return s


ARGS = (np.array([0.7, 0.2]), np.array([1.0, 3.0]))
