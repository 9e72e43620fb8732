import numpy as np


def f(x):
    u = x * x
    for i in range(1, len(u)):
        u[i] += u[i - 1]
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]),)
