import numpy as np


def f(x, y):
    total = 0.0
    for u, v in zip(x, y):
        total = total + u * v
    return total


ARGS = (np.array([0.5, -1.5, 0.3]), np.array([0.2, 0.9]))
