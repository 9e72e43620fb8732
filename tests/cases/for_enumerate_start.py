import numpy as np


def f(x):
    total = 0.0
    for i, v in enumerate(x, start=2):
        total = total + v**i
    return total


ARGS = (np.array([0.5, 1.5, 0.3]),)
