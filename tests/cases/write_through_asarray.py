"""`np.asarray` of an array is the array itself."""

import numpy as np


def f(x, a):
    u = x * 2.0
    v = np.asarray(u)
    v[0] = a
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
