import numpy as np


def helper(d, k, v):
    d[k] = d.get(k, 0.0) + v
    return d


def f(x, labels):
    d = {}
    for l, v in zip(labels, x):
        helper(d, l, v)
    return d[0] * d[1]


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 1]))
