import numpy as np


def f(u, x, n):
    b, c = u * 0.3, u * 0.3
    k = 0
    while k < n:
        k += 1
        c[0] -= b[1] * u[0]
        b, u = u, b
        b, u, c = u, c, b
    return np.sum(u * c) + u[1] * x


ARGS = (np.array([0.5, -0.9, 0.3, 0.8]), 0.7, 5)
