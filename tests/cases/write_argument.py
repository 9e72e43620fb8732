"""The caller's array is written by the function, hence by its gradient, and in the same way."""

import numpy as np


def f(x, a):
    x[0] = a * x[1]
    x *= x
    return np.sum(x * a)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
