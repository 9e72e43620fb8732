import numpy as np


def f(x):
    for v in x:
        last = v * v
    return last * x[0]


ARGS = (np.array([0.5, -1.5, 0.3]),)
