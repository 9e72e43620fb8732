import numpy as np


def f(x, y):
    u = x.copy()
    u[1] += y
    u[1] *= u[0]
    u[-1] -= u[1] * u[1]
    u[0] /= 2.0 + y
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.8)
