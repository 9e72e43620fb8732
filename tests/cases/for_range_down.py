import numpy as np


def f(x, a):
    y = 0.0
    for i in range(len(x) - 1, -1, -1):
        y = y * a + x[i]
    return y


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.7)
