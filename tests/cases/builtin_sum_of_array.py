import numpy as np


def f(x):
    return sum(x) * sum(x * x, 1.0)


ARGS = (np.array([0.5, -1.5, 0.3]),)
