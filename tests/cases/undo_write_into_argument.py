import numpy as np


def f(u, n):
    for k in range(n):
        u[k] = u[k] * np.sum(u[k:])
    return np.sum(u)


ARGS = (np.array([0.3, -0.4, 0.5, 0.2]), 3)
