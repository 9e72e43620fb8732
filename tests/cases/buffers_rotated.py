import numpy as np


def f(x, n):
    a, b, c = x.copy(), x * x, np.zeros(3)
    for _ in range(n):
        np.multiply(a, b, out=c)
        c += x
        a, b, c = b, c, a
    return np.sum(b * b)


ARGS = (np.array([0.5, -1.5, 0.3]), 4)
