import numpy as np


def f(x, y, parts):
    total = 0.0
    for u, row, p in zip(x, y, parts):
        total = total + u * row.sum() * p
    return total


ARGS = (np.array([0.5, -1.5]), np.array([[0.2, 0.9], [0.4, 0.6]]), (0.3, 0.8))
