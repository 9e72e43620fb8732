import numpy as np


def f(x, a):
    u = x * x
    grid = u.reshape(2, 2)
    grid[0] = a
    grid[:, 1] *= grid[:, 0]
    return np.sum(u * x)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.7)
