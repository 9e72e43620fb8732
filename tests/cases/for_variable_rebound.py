"""Assigning the loop variable does not change what comes next."""

import numpy as np


def f(x):
    total = 0.0
    for v in x:
        v = v * v
        v += 1.0
        total = total + v * v
    return total + v


ARGS = (np.array([0.5, -1.5, 0.3]),)
