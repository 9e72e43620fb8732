import numpy as np


def f(x):
    t = sum([x, x * x], np.zeros(2))
    return np.sum(t * t)


ARGS = (np.array([0.7, 0.2]),)
