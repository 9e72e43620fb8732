import numpy as np


def f(x):
    return np.sum(x[x > 0.0] ** 2) + np.sum(x[x < 0.0])


ARGS = (np.array([0.5, -1.5, 0.3]),)
