"""The slice has one entry for these arguments only."""

import numpy as np


def f(x, n):
    return np.sum(x[:n] * x)


ARGS = (np.array([0.5, -1.5, 0.3]), 1)
