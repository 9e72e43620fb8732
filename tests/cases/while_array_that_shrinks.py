"""An array gets shorter in every iteration, and is read whole."""

import numpy as np


def f(x):
    y, s = np.sin(x), 0.0
    while len(y) > 1:
        s = s + np.sum(y * y[0]) * len(y)
        y = y[1:] * y[:-1]
    return s + np.sum(y)


ARGS = (np.array([0.3, 0.7, -0.4, 0.9]),)
