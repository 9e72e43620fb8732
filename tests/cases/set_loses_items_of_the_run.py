import numpy as np


def f(x, labels):
    todo = set(labels)
    total = 0.0
    for k in range(5):
        todo -= {k, int(labels[k])}
        total += x[k] * len(todo)
    return total


ARGS = (np.array([1.0, 2.0, 3.0, 0.5, 1.7]), np.array([0, 1, 3, 1, 2]))
