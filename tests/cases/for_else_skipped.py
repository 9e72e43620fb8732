import numpy as np


def f(x):
    total = 1.0
    for v in x:
        total = total * v
        if total < 0.0:
            break
    else:
        total = total * total
    return total


ARGS = (np.array([0.5, -1.5, 0.3]),)
