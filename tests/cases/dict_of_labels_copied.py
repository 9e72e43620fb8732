"""Copies of a dict are dicts of their own."""

import numpy as np


def f(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = v
    e = d.copy()
    f = dict(d)
    e[5] = 10.0
    f.update({5: 2.0})
    g = {**d} if False else d
    return sum(d.values()) + 2 * sum(e.values()) + sum(f.values()) * x[0]


ARGS = (np.array([0.3, 0.6, 0.2]), np.array([5, 2, 1]))
