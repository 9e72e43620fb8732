import numpy as np


def f(x, y):
    u = x.copy()
    np.add.at(u, [0, 2, 2, 0, 2], y)
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), np.array([0.2, 0.9, 1.1, 0.4, -0.7]))
