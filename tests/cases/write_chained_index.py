import numpy as np


def f(x):
    u = np.outer(x, x)
    u[0][1] = x[2] * x[2]
    u[1:][0][2] *= 2.0
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]),)
