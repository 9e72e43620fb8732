import numpy as np


def f(x):
    y = 1.0
    for v in x:
        y = y * v + v
    return y


ARGS = (np.array([0.5, -1.5, 0.3]),)
