"""The ravel of a transposed array is a copy: the write is not seen in the array."""

import numpy as np


def f(m, a):
    u = m * a
    flat = u.T.ravel()
    flat[1] = a
    return np.sum(u * m) + flat @ flat


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), 0.7)
MAY_REFUSE = True
