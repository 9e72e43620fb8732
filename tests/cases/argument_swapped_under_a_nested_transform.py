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
    u_bar = s2sad.grad(heat)(u, n)
    return np.sum(u_bar * u)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
