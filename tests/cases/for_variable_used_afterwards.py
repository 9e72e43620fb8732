import numpy as np


def f(x):
    total = 0.0
    for i, v in enumerate(x):
        total = total + v * v
    return total * v + i


ARGS = (np.array([0.5, -1.5, 0.3]),)
