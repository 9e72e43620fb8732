import numpy as np


def f(x, y):
    u = x.copy()
    if y > 0.0:
        u[0] = y * y
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), -0.8)
