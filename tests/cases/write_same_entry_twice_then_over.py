import numpy as np


def f(x, w):
    u = x * x
    u[[0, 0]] += w
    t = np.sin(u[[0, 0]])
    u[[0, 0]] = t[::-1] * x[1:]
    return np.sum(u * t[0] * x) + t @ w


ARGS = (np.array([0.5, -1.5, 0.8]), np.array([0.3, 0.9]))
