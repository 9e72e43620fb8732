import numpy as np


def f(x, clear=False):
    y, s = x, 0.0
    for i in range(len(x)):
        if clear:
            x[i] = 0.0
        s += x[i] ** 2 * y[i]
    return s


ARGS = (np.array([0.5, -1.5, 0.3]),)
