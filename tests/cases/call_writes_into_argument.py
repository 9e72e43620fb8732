import numpy as np


def damp(u, factor):
    u *= factor
    u[0] = u[1] * u[1]


def f(x, y):
    u = x.copy()
    damp(u, y)
    damp(u[1:], y)
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.8)
