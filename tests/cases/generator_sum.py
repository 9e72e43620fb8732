import numpy as np


def f(x):
    return sum(v * v for v in x)


ARGS = (np.array([0.5, -1.5, 0.3]),)
