import numpy as np


def f(u, n):
    w = u.copy()
    for k in range(n):
        w[1:-1] = u[1:-1] * u[2:] + u[:-2]
        if w[1] > 1.0:
            break
        u, w = w, u
    return np.sum(u * w)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
