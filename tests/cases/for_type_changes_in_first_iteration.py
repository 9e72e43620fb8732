"""An integer before the loop, a float from its first iteration on."""

import numpy as np


def f(x):
    total = 0
    for v in x:
        total += v * v
    return total


ARGS = (np.array([0.5, -1.5, 0.3]),)
