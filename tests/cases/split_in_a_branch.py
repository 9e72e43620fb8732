"""A part of an array in a conditional expression."""

import numpy as np


def f(x):
    return np.sum((np.array_split(x, 2)[0] if len(x) > 1 else x) ** 3)


ARGS = (np.array([0.3, -0.7, 0.9]),)
