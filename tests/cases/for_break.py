import numpy as np


def f(x, limit):
    total = 0.0
    for v in x:
        total = total + v * v
        if total > limit:
            break
    return total * total


ARGS = (np.array([0.5, -1.5, 0.3, 0.8]), 1.0)
