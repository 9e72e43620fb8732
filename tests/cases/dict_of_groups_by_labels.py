"""Lists under keys that only the run decides."""

import numpy as np


def f(x, labels):
    groups = {}
    for v, l in zip(x, labels):
        groups.setdefault(int(l), []).append(v)
    return sum(((sum(g) / len(g)) ** 2 for g in groups.values()))


ARGS = (np.arange(1.0, 6.0), np.array([0, 1, 0, 2, 1]))
