import numpy as np


def f(x):
    if (x > 0.0).all():
        return np.sum(x * x)
    if np.any(x > 1.0):
        return np.sum(x)
    return np.prod(x)


ARGS = (np.array([0.5, -1.5, 0.3]),)
