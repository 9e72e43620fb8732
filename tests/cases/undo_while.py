import numpy as np


def f(x):
    u = x.copy()
    k = 0
    while u[k] > 0.1 and k < 3:
        u[k + 1] = u[k] * np.sum(u[: k + 1] ** 2)
        k += 1
    return np.sum(u) * u[k]


ARGS = (np.array([0.9, 0.8, 1.1, 0.6, 0.2]),)
