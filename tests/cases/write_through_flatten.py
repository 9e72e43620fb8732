"""`flatten` always copies."""

import numpy as np


def f(m, a):
    u = m * a
    flat = u.flatten()
    flat[1] = a
    return np.sum(u * m) + flat @ flat


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), 0.7)
