"""The variable of a loop over rows is captured, and used after the loop."""

import numpy as np


def f(x):
    for row in x:
        scaled = lambda s: row * s
    return np.sum(scaled(row[0])) + row.sum() ** 2


ARGS = (np.array([[0.1, 0.3], [0.5, -0.7], [0.9, 0.2]]),)
