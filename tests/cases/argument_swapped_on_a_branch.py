import numpy as np


def f(u, n):
    w = u * 0.5
    if u[0] > 0.1:
        u, w = w, u
    u[1] = w[0] * w[1]
    return np.sum(u * u) + np.sum(w)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
