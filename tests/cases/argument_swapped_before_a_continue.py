import numpy as np


def f(u, n):
    w = u.copy()
    for k in range(n):
        w[1:-1] = u[1:-1] * u[2:] + u[:-2]
        u, w = w, u
        if u[1] > 50.0:
            continue
        w[0] = 0.5 * u[0] ** 2
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
