import numpy as np


def f(x, rows, grid):
    u, s = x.copy(), 0.0
    for i in range(1, len(u)):
        u[i] = 0.5 * u[i] + np.sin(u[i - 1])
        s += u[i] ** 2
    for i in range(1, len(rows)):
        rows[i] = np.tanh(rows[i - 1] * u[i]) + 0.3 * rows[i]
        s += np.sum(rows[i] ** 3)
    for i in range(grid.shape[0]):
        for j in range(1, grid.shape[1]):
            grid[i, j] = grid[i, j] * u[i] + grid[i - 1, j] * grid[i, j - 1]
            s += grid[i, j] * u[j]
    return s


X = np.array([0.5, -1.5, 0.3, 0.9])
ARGS = (X, np.outer(X, X[:3]) + 0.1, 0.5 * np.outer(X, X[::-1]))
