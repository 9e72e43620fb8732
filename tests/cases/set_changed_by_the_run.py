"""A set of labels that only the run decides."""

import numpy as np


def f(x, labels):
    seen = set()
    total = 0.0
    for v, l in zip(x, labels):
        if l in seen:
            continue
        seen.add(l)
        total += v ** 2
    return total / len(seen)


ARGS = (np.arange(1.0, 6.0), np.array([0, 1, 0, 2, 1]))
