import numpy as np


def f(y, b):
    u = y - 0.5 * y
    k = 0
    while k < 4:
        k += 1
        u.fill(y[k % 2, k % 2] * b)
        if max(b, 1.217) < 0.737:
            return u
    return u


ARGS = (np.array([[1.2, 0.7], [-0.3, -1.0]]), 0.3)
