import numpy as np


def f(x):
    total = 0.0
    for i, v in enumerate(x):
        total = total + (i + 1) * v * v
    return total


ARGS = (np.array([0.5, -1.5, 0.3]),)
