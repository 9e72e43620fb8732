import numpy as np


def f(x):
    u = x.copy()
    left, right = u[:-1], u[1:]
    left += right
    right *= left
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]),)
