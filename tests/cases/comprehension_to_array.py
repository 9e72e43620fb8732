import numpy as np


def f(x, a):
    u = np.array([v * a for v in x])
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
