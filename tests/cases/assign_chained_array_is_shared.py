"""Both names are the same array, so that a write through one is seen through the other."""

import numpy as np


def f(x):
    u = v = x * 2.0
    u[0] = v[1] * v[1]
    return np.sum(u * v)


ARGS = (np.array([0.5, -1.5, 0.3]),)
