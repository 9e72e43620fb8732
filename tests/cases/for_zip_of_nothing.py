import numpy as np


def f(x, n):
    s = np.sum(x)
    for k, a in zip(range(n), x):
        s = s * a * k
    return s


ARGS = (np.array([0.7, -0.4]), -1)
