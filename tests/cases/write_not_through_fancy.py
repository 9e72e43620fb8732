"""A fancy or mask read is a copy."""

import numpy as np


def f(x, a):
    u = x.copy()
    v = u[[0, 1]]
    v[0] = a
    w = u[u > 0.0]
    w *= a
    return np.sum(u * u) + np.sum(v * v) + np.sum(w * w)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
