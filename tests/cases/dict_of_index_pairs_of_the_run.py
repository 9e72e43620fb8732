import numpy as np


def f(x, i, j):
    grid = {}
    for a, b, v in zip(i, j, x):
        grid[a, b] = grid.get((a, b), 0.0) + v
    tot = 0.0
    for (a, b), v in sorted(grid.items()):
        tot += (a + 2 * b) * v ** 2
        if (a + 1, b) in grid:
            tot += v * grid[a + 1, b]
    return tot


ARGS = (np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 1, 0, 1]), np.array([1, 1, 1, 0]))
