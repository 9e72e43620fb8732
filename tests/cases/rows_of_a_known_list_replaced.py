"""Which array of three is replaced, or changes places with the first, is read of another array."""

import numpy as np


def f(x, order):
    rows = [x.copy(), np.cos(x), x * 2.0]
    k = int(order[0])
    rows[k] = np.sin(rows[0])
    rows[k][1] *= 3.0
    for i in range(3):
        rows[0], rows[int(order[i])] = rows[int(order[i])], rows[0]
    rows[0] *= x
    return sum(np.sum(row) * (n + 1) for n, row in enumerate(rows))


ARGS = (np.array([0.3, 0.7, -0.2]), np.array([1, 2, 1]))
