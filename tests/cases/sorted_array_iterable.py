import numpy as np


def f(x):
    s = 0.0
    for k, v in enumerate(sorted(x)):
        s += v ** (k + 1)
    return s


ARGS = (np.array([0.7, 0.2, 0.5]),)
