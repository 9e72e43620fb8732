import numpy as np


def f(u, n):
    w = np.zeros(4)
    k = 0
    while k < n and u[1] < 100.0:
        w[:] = u * u[0] + 0.1
        u, w = w, u
        k += 1
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
