import numpy as np


def f(x, a):
    u, v = x * a, x * x
    u, v = v, u
    u[0] = a
    v *= u
    return np.sum(u * v)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
