import numpy as np


def f(x, limit):
    total = 0.0
    for row in x:
        for v in row:
            total = total + v * v
            if total > limit:
                return total * v
        total = total * 0.9
    return total


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), 2.2)
