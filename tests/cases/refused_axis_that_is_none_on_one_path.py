import numpy as np


def f(x):
    axis = None if x[0, 0] > 0.0 else 0
    return np.sum(np.sum(x, axis=axis) ** 2)


ARGS = (np.array([[0.3, -1.4, 2.6], [0.9, 0.2, 1.7]]),)
REFUSED = "np.sum(x, axis=axis)"
