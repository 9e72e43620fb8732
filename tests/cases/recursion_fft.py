import numpy as np


def transform(u):
    n = len(u)
    if n == 1:
        return u * 1.0
    even, odd = transform(u[::2]), transform(u[1::2])
    k = np.arange(n // 2)
    turned = odd * np.cos(2 * np.pi * k / n)
    return np.concatenate((even + turned, even - turned))


def f(x):
    return transform(x)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]),)
