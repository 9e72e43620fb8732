import numpy as np


def f(x):
    u = x
    u = np.array([u, u * u])
    u = np.sum(u)
    return u * x


ARGS = (0.7,)
