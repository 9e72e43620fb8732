import numpy as np


def f(x, y):
    u = x.copy()
    v = y.copy()
    for i in range(len(x) - 1):
        u[i] = np.sum(u * v)
        v[i + 1] = v[i + 1] * u[i] + u[i + 1]
        u[i + 1] *= np.sum(u)
        u[0] = 0.5 * np.sum(v[1:] * u[1:]) - u[0]
    return np.sum(u * v) + u[2] * x[0]


ARGS = (np.array([0.5, -0.4, 0.3, 0.2]), np.array([0.1, 0.7, -0.2, 0.6]))
