import numpy as np


def f(x, a):
    u = x.copy()
    u[x > 0.2] = a
    u[u < 0.0] *= a
    return np.sum(u * u * x)


ARGS = (np.array([0.5, -1.5, 0.3, -0.9]), 0.7)
