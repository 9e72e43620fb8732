"""A view is taken with a minus sign, overwritten, and what was taken is then added elsewhere."""

import numpy as np


def f(x, b):
    b = b * x
    part = -b[1:]
    b[1:] = 0.0
    c = np.ones(len(b) + 1)
    c[1:-1] += part
    return np.sum(b) + np.sum(c**2)


ARGS = (2.0, np.array([1.0, 2.0, 3.0]))
