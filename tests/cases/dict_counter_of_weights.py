from collections import Counter

import numpy as np


def f(x, labels):
    c = Counter((int(l) for l in labels))
    w = {k: n / len(labels) for k, n in c.items()}
    return sum((w[int(l)] * v ** 2 for l, v in zip(labels, x)))


ARGS = (np.array([1.0, 2.0, 3.0, 0.5, 1.7]), np.array([0, 1, 3, 1, 2]))
