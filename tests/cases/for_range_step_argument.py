"""The step, hence the direction, is known at run time only."""

import numpy as np


def f(x, start, stop, step):
    y = 1.0
    for i in range(start, stop, step):
        y = y * x[i] + x[0]
    return y


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3, 0, -2)
