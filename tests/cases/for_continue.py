import numpy as np


def f(x):
    total = 1.0
    for v in x:
        if v < 0.0:
            continue
        total = total * v
    return total


ARGS = (np.array([0.5, -1.5, 0.3]),)
