import numpy as np


def f(x, y):
    pairs = [(x, y), (y, 2.0)]
    a, b = zip(*pairs)
    return a[0] * b[1] + sum(a) * sum(b)


ARGS = (0.7, 0.2)
