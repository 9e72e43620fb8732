import numpy as np


def even(v):
    if v < 0.1:
        return v
    return np.sin(v) * odd(v * 0.6)


def odd(v):
    if v < 0.2:
        return v * v
    return v + even(v * 0.7) * 1.5


def f(x):
    return even(x) + odd(x * 1.5)


ARGS = (1.9,)
