import numpy as np


def even(v, n):
    return v if n == 0 else odd(np.sin(v), n - 1)


def odd(v, n):
    return v * v if n == 0 else even(v * 1.5, n - 1)


def f(x, n):
    return even(x, n)


ARGS = (0.7, 5)
