"""Arrays in a list are written at an index of the run: by the list, by a name, and by a loop."""

import numpy as np


def f(x, n):
    rows = [x * np.ones(3) * (k + 1) for k in range(n)]
    first, last = rows[0], rows[n - 1]
    for t in range(2 * n):
        k = int(2 * x + t) % n
        rows[k][t % 3] += x * t
        rows[(k + 1) % n] *= 1.0 + 0.1 * rows[k][0]
        if first[1] > last[1]:
            last[1] = first[0] * x
        else:
            first -= 0.5 * x
    for row in rows:
        row[1:] *= x
    return sum(np.sum(row**2) for row in rows) + last[0] * first[2]


ARGS = (0.7, 3)
