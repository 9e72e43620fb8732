import numpy as np


def f(x, a):
    u = x.copy()
    v = u[1:]
    v *= a
    v[0] = v[1] * v[1]
    return np.sum(u * u * x)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.7)
