import numpy as np


def f(x, n):
    return np.sum(x[:n] * x[0]) + np.sum(x[n:] ** 2)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 1)
