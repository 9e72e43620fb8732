import numpy as np


def f(x, a):
    y = a
    for v in x:
        y = y * v
    return y * y


ARGS = (np.zeros(0), 0.7)
