import numpy as np


def f(y, n):
    u, v = y[n] ** 2, np.zeros(5)
    for _ in range(4):
        u, v = v, u
    v += 3.0
    w = 3 * (u * v)
    w[[3, 2, 4, 2]] -= 0.5
    u *= v
    u[[3, 2, 4, 2]] -= 0.5
    return np.sum(u) + np.sum(w)


ARGS = (np.linspace(-0.9, 1.2, 20).reshape(4, 5), 3)
