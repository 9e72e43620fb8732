import numpy as np


def f(x, n):
    u = x.copy()
    for k in range(n):
        v = u[1:-1] * u[2:]
        u[1:-1] -= 0.1 * v
        u[:3] = u[2:5] * np.mean(u)
    return np.sum(u * v[0])


ARGS = (np.array([0.7, -0.4, 1.1, 0.3, 0.8, -0.2]), 3)
