import numpy as np

import s2sad


def heat(u, n):
    w = u.copy()
    for _ in range(n):
        w[1:-1] = u[1:-1] * u[2:] + u[:-2]
        u, w = w, u
    return np.sum(u * u)


def f(x, n):
    u = 0.5 * x
    return s2sad.checkpoint(heat)(u, n) * np.sum(u)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
REFUSED = "writes into something outside it"
