"""The loop variable is a view: a write into it is a write into the array."""

import numpy as np


def f(x):
    u = x.copy()
    for row in u:
        row *= row
        row[0] += 1.0
    return np.sum(u * u)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1], [0.2, 0.4]]),)
