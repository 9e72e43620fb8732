import numpy as np


def f(x, y):
    u = x.copy()
    v = u
    v += y
    v *= u
    return np.sum(u * v)


ARGS = (np.array([0.5, -1.5, 0.3]), np.array([0.2, 0.9, 1.1]))
