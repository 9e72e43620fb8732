import numpy as np


def f(x, y):
    u = x * 2.0
    mask = x > 0.0
    u[mask] = y[mask] * u[mask]
    u[~mask] += x[~mask] ** 2
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3, -0.9]), np.array([0.2, 0.9, 1.1, 0.4]))
