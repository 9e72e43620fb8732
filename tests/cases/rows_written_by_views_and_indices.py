"""What is written into an array in a list: a slice of a slice, a mask, indices, all of it."""

import numpy as np


def f(x, n):
    rows = [x * np.arange(4.0) for _ in range(n)]
    idx = np.array([0, 2, 2])
    for i in range(n):
        np.add.at(rows[i], idx, x * i)
        rows[(i + 1) % n][idx] += 1.5 * x
        rows[i][rows[i] > 2 * x] = x * x
        rows[i].T[1:3] *= 2.0
        tail = rows[i][1:]
        tail[0] = x * tail[1]
        tail[1] = x * tail[0] + rows[i][1]
        rows[i][:] = rows[(i + 1) % n] * x
        np.multiply(rows[i], x, out=rows[i])
    return sum(np.sum(row**2) for row in rows)


ARGS = (1.3, 3)
