import numpy as np


def f(x, n):
    total = sum(np.sum(part) ** 2 for part in np.split(x[:6], n))
    for rows in np.array_split(np.arange(len(x)), n + 1):
        total += np.mean(np.sin(x[rows]))
    for k in range(1, 3):
        for part in np.array_split(x, k):
            total += part[0] * part[-1]
    return total


ARGS = (np.array([0.3, -0.7, 1.4, 0.2, 0.9, 0.5, -1.1]), 2)
