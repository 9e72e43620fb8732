import numpy as np


def f(x):
    u = x * x
    u[:] = u[::-1]
    u[::-1] *= x
    return np.sum(u * np.arange(4.0))


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]),)
