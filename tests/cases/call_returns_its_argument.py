"""The result is an alias of the argument: the write is seen in both."""

import numpy as np


def same(u):
    return u


def f(x):
    u = x * x
    v = same(u)
    v[0] = u[1] * u[2]
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]),)
