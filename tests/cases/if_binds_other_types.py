"""A scalar in one branch, an array in the other."""

import numpy as np


def f(x, flag):
    if flag > 0:
        y = x * x
    else:
        y = np.sum(x)
    return np.sum(y * x)


ARGS = (np.array([0.5, -1.5, 0.3]), 1)
MAY_REFUSE = True
