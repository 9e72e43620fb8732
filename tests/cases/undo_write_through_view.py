import numpy as np


def f(x, n):
    u = x.copy()
    inner = u[1:-1].reshape(2, 2).T
    for k in range(n):
        inner[0] = inner[1] * np.sum(u)
        u[0] += inner[1, 0] * u[-1]
    return np.sum(u * u)


ARGS = (np.array([0.3, -0.4, 0.5, 0.2, 0.7, -0.6]), 3)
