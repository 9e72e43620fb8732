import numpy as np


def f(x, a):
    u = x.copy()
    u[1:3] = u[0:2] * a
    u[::2] = a
    return np.sum(u * u * x)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.7)
