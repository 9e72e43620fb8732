import numpy as np


def f(x):
    a = np.fromiter((v * v for v in x), dtype=float)
    b = np.fromfunction(lambda i, j: i + 2 * j, (2, 2)) * x[0]
    return np.sum(a) + np.sum(b**2)


ARGS = (np.array([0.7, -0.3]),)
