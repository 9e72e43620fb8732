import numpy as np


def f(x):
    total = 0.0
    for v in x:
        g = lambda w: w * v
        total = total + g(v) * g(2.0)
    return total


ARGS = (np.array([0.5, -1.5, 0.3]),)
