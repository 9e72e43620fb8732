import numpy as np


def f(x, a):
    u = x.copy()
    v = u[1:]
    u *= a
    u[2] = a
    return np.sum(v * v)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
