"""`x * 1.0` and `x + 0` are new arrays, whatever algebra says."""

import numpy as np


def f(x, a):
    u = x * 1.0
    v = u + 0
    v[0] = a
    u[1] = a * a
    return np.sum(u * v)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
