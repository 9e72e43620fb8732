import numpy as np


def f(x, a):
    u = x.copy()
    pair = (u, u[1:])
    pair[1][0] = a
    pair[0][0] = a * a
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
