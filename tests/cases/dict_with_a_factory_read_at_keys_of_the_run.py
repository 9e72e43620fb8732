"""A defaultdict of known keys makes an item where one of the run is missing."""

import collections

import numpy as np


def f(xs, y):
    weights = collections.defaultdict(float)
    weights[1] = y
    weights[2] = y * y
    s = 0.0
    for v in xs:
        s += weights[int(v)] * v
    return s + len(weights) * y


ARGS = (np.array([1.2, 3.4, 2.1]), 0.7)
