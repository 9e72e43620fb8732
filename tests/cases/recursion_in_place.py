import numpy as np


def haar(u):
    n = len(u)
    if n == 1:
        return
    mean, half = 0.5 * (u[::2] + u[1::2]), 0.5 * (u[::2] - u[1::2])
    u[: n // 2] = mean
    u[n // 2 :] = half * mean
    haar(u[: n // 2])


def f(x):
    u = x * x
    haar(u)
    return u


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]),)
