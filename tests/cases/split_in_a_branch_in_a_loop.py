"""In second order the parts are tuples in tuples, of which two branches read the same."""

import numpy as np


def f(x):
    s = 0.0
    for _ in range(2):
        if x[0] < 5.0:
            s += np.sum(np.array_split(x, 2)[0] ** 3)
        x = x * 0.9
    return s


ARGS = (np.array([0.3, -0.7, 0.9]),)
