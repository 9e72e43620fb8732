"""The handler runs where the key is missing."""

import math

import numpy as np


def f(x, ks):
    memo = {}
    s = 0.0
    for k in ks:
        try:
            v = memo[k]
        except KeyError:
            v = memo[k] = math.exp(-x * k)
        s += v
    return s + len(memo)


ARGS = (0.3, np.array([1, 2, 1, 3, 2]))
