import numpy as np


def double(v):
    return v * v + v


def f(x, a, n):
    return np.sum(double(x)) * double(a) + double(n)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7, 3)
