"""A range that a branch has chosen: its length, and through it both ways."""

import numpy as np


def f(x, c, step):
    if c > 0.5:
        order = range(0, len(x), step)
    else:
        order = range(len(x) - 1, -1, -step)
    total = 0.0
    for k in order:
        total = total * c + x[k] * k
    for k in reversed(order):
        total = total * x[k] + k
    return total * len(order) + x[1] * len(range(len(x), 0, -step)) * len(range(3, step))


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.3, 2)
