import numpy as np


def f(x):
    total = 0.0
    for row in x:
        for v in row:
            if v < 0.0:
                break
            total = total + v * v
        total = total * 1.5
    return total


ARGS = (np.array([[0.5, -1.5, 0.7], [0.3, 1.1, -0.4]]),)
