import numpy as np


def f(x, a):
    u = x.copy()
    v = u[1:]
    v = v * a
    v[0] = a
    return np.sum(u * u) + np.sum(v * v)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
