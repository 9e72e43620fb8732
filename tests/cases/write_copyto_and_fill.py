import numpy as np


def f(x, a):
    u = np.empty(3)
    u.fill(a)
    v = np.empty_like(u)
    np.copyto(v, x * u)
    return np.sum(u * v * v)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
