import numpy as np


def f(x, a):
    v = x[1:]
    v *= a
    return np.sum(x * x)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
