import numpy as np


def f(x, w):
    grid = np.arange(6.0).reshape(2, 3)
    flat = x.copy().reshape(-1)
    rows = (x * w[0]).ravel().reshape((3, 2))
    table = np.zeros(len(w) * 2)
    folded = table.reshape(2, -1)
    turned = np.reshape(np.zeros((2, 2)), 4)
    for i in range(1, 3):
        grid[1, i] = w[i] * grid[0, i - 1] + flat[i]
        flat[i + 2] += flat[i - 1] ** 2
        rows[i] = rows[i - 1] * w[:2]
        folded[0, i] = table[i - 1] + flat[i]
        turned[i] = turned[i - 1] + grid[1, 2] * rows[i, 0]
    table[3:] *= 2.0
    return np.sum(grid**2) + flat[-1] * np.sum(rows) + np.sum(folded * w) + turned @ turned


ARGS = (np.sin(np.arange(6.0)).reshape(2, 3), np.array([0.7, 1.2, -0.4]))
