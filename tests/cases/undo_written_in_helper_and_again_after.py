import numpy as np


def relax(u, k):
    for i in range(1, len(u) - 1):
        u[i] = 0.5 * (u[i - 1] + u[i + 1]) + 0.1 * u[i] * np.sum(u)


def f(x):
    u = x.copy()
    for k in range(2):
        relax(u, k)
        u[k] = u[k] ** 2
    total = np.sum(u)
    u[:] = u[::-1] * total
    relax(u, 0)
    return np.sum(u * u)


ARGS = (np.array([0.3, -0.4, 0.5, 0.2, 0.9]),)
