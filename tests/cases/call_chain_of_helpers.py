import numpy as np


def inner(v):
    return np.sin(v) * v


def middle(v, n):
    for _ in range(n):
        v = inner(v)
    return v


def f(x, n):
    return middle(x, n) + inner(middle(x, 1))


ARGS = (1.7, 3)
