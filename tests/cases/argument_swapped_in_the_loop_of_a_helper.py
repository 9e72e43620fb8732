import numpy as np


def run(u, w, n):
    for _ in range(n):
        w[1:-1] = u[1:-1] * u[2:] + u[:-2]
        u, w = w, u
    return u, w


def f(u, n):
    w = u.copy()
    u, w = run(u, w, n)
    w[0] = u[1]
    u, w = run(w, u, n + 1)
    return np.sum(u * w)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
