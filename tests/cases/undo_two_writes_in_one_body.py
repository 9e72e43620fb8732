import numpy as np


def f(x):
    u = x.copy()
    for k in range(1, len(u) - 1):
        u[k] = u[k] * u[k - 1]
        u[k + 1] += np.sin(u[:k] @ u[:k]) * u[k]
    return np.sum(u * u)


ARGS = (np.array([0.7, -0.4, 1.1, 0.3, -0.8]),)
