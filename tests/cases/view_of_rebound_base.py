"""The view stays that of the old array."""

import numpy as np


def f(x, a):
    u = x.copy()
    v = u[1:]
    u = u * a
    v[0] = a
    u[2] = v[0] * v[1]
    return np.sum(u * u) + np.sum(v * v)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
