"""A list in a list is replaced by one of another length, and made shorter where it stands."""

import numpy as np


def f(x, k):
    a = [[v * w for v in x] for w in x]
    s = sum(v * v for v in a[k]) + a[k][2] * a[0][1]
    a[k] = [x[0] * s]
    s += a[0].pop()
    for row in a:
        s += 0.5 * sum(row)
    return s + a[k][0] * a[0][1]


ARGS = (np.array([0.3, 0.7, -0.2]), 1)
