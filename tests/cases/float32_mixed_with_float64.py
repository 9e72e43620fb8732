import numpy as np


def f(x, y):
    u = x * y
    w = x.copy()
    w[:] = u
    return np.sum(w * x) + np.sum(u)


ARGS = (np.array([0.5, -1.5, 0.3], np.float32), np.array([0.2, 0.9, 1.1]))
