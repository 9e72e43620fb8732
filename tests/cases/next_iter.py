import numpy as np


def f(x, y):
    it = iter([x, y, x * y])
    first = next(it)
    second = next(it)
    rest = list(it)
    return first * second + rest[0] + next(iter(it), 1.5) * x


ARGS = (0.7, 0.2)
