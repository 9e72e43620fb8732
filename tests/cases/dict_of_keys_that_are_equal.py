"""1, 1.0 and True are one key."""

import numpy as np


def f(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = v
    d[1.0] = x[0] * 7
    d[True] = d[1] * x[1]
    return sum((k * v for k, v in d.items())) + len(d)


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 1]))
