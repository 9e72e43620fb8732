import numpy as np


def f(x):
    return np.sum(x[[0, 2, 2, 0]] ** 2 * np.arange(4.0))


ARGS = (np.array([0.5, -1.5, 0.3]),)
