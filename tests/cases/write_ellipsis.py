import numpy as np


def f(x, a):
    u = x.copy()
    u[...] = u * a
    u[..., 0] = a * a
    return np.sum(u * u)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), 0.7)
