import numpy as np


def f(x):
    y = 0.0
    for i in range(0, len(x), 2):
        y += x[i] * x[i]
    return y


ARGS = (np.array([0.5, -1.5, 0.3, 0.9, 1.1]),)
