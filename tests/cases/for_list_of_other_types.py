"""A float and an array in one list: the loop is unrolled."""

import numpy as np


def f(x, a):
    total = 0.0
    for v in [a, x, 2]:
        total = total + np.sum(v * v)
    return total


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
