"""A list of arrays grows, and its items are written by indices from both ends."""

import numpy as np


def f(x, n):
    rows = []
    for k in range(n):
        rows.append(np.zeros(2))
        rows[-1][0] = k * x
        rows[k // 2][1] += x * rows[k][0]
    return sum(np.sum(row * row) for row in rows) + rows[0][1]


ARGS = (1.3, 4)
