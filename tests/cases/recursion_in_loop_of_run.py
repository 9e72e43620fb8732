"""A function that calls itself in a loop whose length the run decides."""

import numpy as np


def branches(u, least):
    total = np.sum(u * u)
    if total < least:
        return total
    for k in range(len(u) // 2):
        total += branches(u[k:] * 0.5, least) * (k + 1)
    return total


def f(x):
    return branches(x, 0.4)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9, 1.1]),)
