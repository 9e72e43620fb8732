"""Indices past the end: the part between them is shorter than they say, and one is empty."""

import numpy as np


def f(x):
    a, b, c = np.split(x, [1, 3])
    return np.sum(a**3) + x[0] * np.sum(np.sin(b)) + np.sum(c)


ARGS = (np.array([0.3, -0.7]),)
