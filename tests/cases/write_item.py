import numpy as np


def f(x, y):
    u = np.zeros(3)
    u[1] = x * y
    u[2] = u[1] * x
    return np.sum(u * u)


ARGS = (0.7, -1.3)
