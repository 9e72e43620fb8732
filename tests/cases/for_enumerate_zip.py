import numpy as np


def f(x, y):
    total = 0.0
    for i, (u, v) in enumerate(zip(x, y)):
        total = total * 0.5 + u * v * i
    return total


ARGS = (np.array([0.5, -1.5, 0.3]), np.array([0.2, 0.9, 1.1]))
