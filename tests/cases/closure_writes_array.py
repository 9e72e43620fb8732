import numpy as np


def f(x):
    u = x.copy()

    def bump(i, v):
        u[i] += v * u[i - 1]

    for i in range(1, len(u)):
        bump(i, u[0])
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]),)
