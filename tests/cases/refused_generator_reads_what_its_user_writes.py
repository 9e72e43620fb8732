import numpy as np


def rows(x):
    u = np.array([x, 2.0])
    yield u
    yield u * 2


def f(x):
    total = 0.0
    for row in rows(x):
        total += np.sum(row**2)
        row[0] = 7.0
    return total


ARGS = (0.7,)
REFUSED = "before the iterator that reads it is used up"
