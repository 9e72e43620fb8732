import numpy as np


def f(x):
    total = 0.0
    for v in x:
        total = total + v * v
        if total > 100.0:
            return total * v
    return total * total


ARGS = (np.array([0.5, -1.5, 0.3]),)
