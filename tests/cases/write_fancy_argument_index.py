import numpy as np


def f(x, y, idx):
    u = x.copy()
    u[idx] = y * u[idx]
    return np.sum(u * x)


ARGS = (np.array([0.5, -1.5, 0.3, -0.9]), np.array([0.2, 0.9]), np.array([3, 1]))
