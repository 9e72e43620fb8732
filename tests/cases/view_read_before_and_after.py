import numpy as np


def f(x, a):
    u = x.copy()
    v = u[:2]
    before = np.sum(v * v)
    u[0] = a * before
    return before * np.sum(v * v)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
