import numpy as np


def f(x):
    u, v, w = x
    return u * v + np.sin(w)


ARGS = (np.array([0.5, -1.5, 0.3]),)
