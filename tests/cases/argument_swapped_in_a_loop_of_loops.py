import numpy as np


def f(u, n):
    w = u.copy()
    for k in range(n):
        for j in range(k):
            w[1:-1] = u[1:-1] * u[2:] + u[:-2]
            u, w = w, u
        u[0] += 0.3 * w[1]
    return np.sum(u * w)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
