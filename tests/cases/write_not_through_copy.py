import numpy as np


def f(x, a):
    u = x * x
    v = u.copy()
    v[0] = a
    w = np.array(u)
    w *= a
    return np.sum(u * v * w)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
