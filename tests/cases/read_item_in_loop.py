import numpy as np


def f(x):
    total = 1.0
    for i in range(len(x)):
        total = total + x[i] * total * x[len(x) - 1 - i]
    return total


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]),)
