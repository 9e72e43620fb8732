"""Groups under keys that are known, chosen by the run."""

import numpy as np


def f(xs, y):
    groups = {0: [], 1: []}
    for v in xs:
        groups[int(v) % 2].append(v * y)
    return sum(groups[0]) ** 2 + sum(groups[1])


ARGS = (np.array([0.5, 1.5, 3.2, 2.1]), 1.3)
