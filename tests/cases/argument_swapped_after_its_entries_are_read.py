import numpy as np


def f(u, n):
    w = u.copy()
    for k in range(n):
        for i in range(1, len(u) - 1):
            w[i] = u[i] * u[i + 1] + u[i - 1]
        u, w = w, u
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
