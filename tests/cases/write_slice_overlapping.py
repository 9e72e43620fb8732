import numpy as np


def f(x, a):
    u = x.copy()
    u[1:] += a * u[:-1]
    u[:-1] = u[1:]
    return np.sum(u * u * x)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.7)
