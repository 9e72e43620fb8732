import numpy as np


def f(x):
    y = 0.0
    for v in x[::-1]:
        y = 0.5 * y + v * v
    return y


ARGS = (np.array([0.5, -1.5, 0.3]),)
