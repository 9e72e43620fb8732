from collections import defaultdict

import numpy as np


def f(x, labels):
    groups = defaultdict(list)
    for v, l in zip(x, labels):
        groups[l].append(v)
    return sum((np.mean(groups[l]) ** 2 for l in sorted(groups)))


ARGS = (np.arange(1.0, 6.0), np.array([0, 1, 0, 2, 1]))
