import numpy as np


def f(x, y):
    u = x
    u = u * y
    u[0] = y[1]
    return np.sum(u * x)


ARGS = (np.array([0.5, -1.5, 0.3]), np.array([0.2, 0.9, 1.1]))
