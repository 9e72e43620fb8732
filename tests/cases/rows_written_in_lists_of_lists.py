"""Arrays in lists in a list, and in a dict whose keys the run decides, are written in place."""

import numpy as np


def f(x, n):
    table = [[x * np.ones(2) for _ in range(n)] for _ in range(n)]
    groups = {}
    for i in range(n):
        for j in range(n):
            table[i][j][1] += i * x * table[j][i][0]
            table[(i + 1) % n][j] *= x
            key = int(3 * x + i * j) % 4
            if key not in groups:
                groups[key] = np.zeros(2)
            groups[key][j % 2] += table[i][j][1]
    total = sum(np.sum(block**2) for row in table for block in row)
    return total + sum(np.sum(v * v) for v in groups.values())


ARGS = (1.3, 3)
