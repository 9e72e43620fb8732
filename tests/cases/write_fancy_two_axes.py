import numpy as np


def f(m, y):
    u = m.copy()
    u[[0, 1], [1, 0]] = y
    u[[0, 1], 0] += y * y
    return np.sum(u * u)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), np.array([0.2, 0.9]))
