import numpy as np


def f(x, a):
    u = x.copy()
    parts = [u[:2], u[2:]]
    parts[0][1] = a
    for p in parts:
        p *= a
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.7)
