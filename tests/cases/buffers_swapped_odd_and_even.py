import numpy as np


def f(x, a, n):
    u, v = x.copy(), x * a
    for _ in range(n):
        v += np.sin(u)
        u, v = v, u
    return np.sum(u * v)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7, 3)
