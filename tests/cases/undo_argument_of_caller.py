import numpy as np


def f(u, a):
    for k in range(1, len(u)):
        u[k] = a * np.sum(u * u) + u[k - 1]
    return u[-1] * u[0]


ARGS = (np.array([0.3, 0.2, 0.1, 0.05]), 0.7)
