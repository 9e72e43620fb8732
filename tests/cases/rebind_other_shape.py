import numpy as np


def f(x):
    u = x * x
    u = np.outer(u, x)
    u = u.sum(axis=0)
    return u @ x


ARGS = (np.array([0.5, -1.5, 0.3]),)
