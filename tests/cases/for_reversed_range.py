import numpy as np


def f(x):
    total = 0.0
    for i in reversed(range(len(x))):
        total = total * x[i] + 1.0
    return total


ARGS = (np.array([0.5, -1.5, 0.3]),)
