import numpy as np


def f(x, labels):
    todo = set(range(len(x)))
    total = 0.0
    while todo:
        i = min(todo)
        todo -= {i, int(labels[i])}
        total += x[i] * len(todo)
    return total


ARGS = (np.array([1.0, 2.0, 3.0, 0.5, 1.7]), np.array([0, 1, 3, 1, 2]))
