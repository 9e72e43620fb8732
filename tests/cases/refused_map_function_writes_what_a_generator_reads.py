import numpy as np


def rows(x):
    u = np.array([x, 2.0])
    yield u
    yield u * 2


def doubled(row):
    row *= 2.0
    return np.sum(row**2)


def f(x):
    return sum(map(doubled, rows(x)))


ARGS = (0.7,)
REFUSED = "before the iterator that reads it is used up"
