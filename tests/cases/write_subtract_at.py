import numpy as np


def f(x, y):
    u = x * x
    np.subtract.at(u, [0, 0], y)
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), np.array([0.2, 0.9]))
