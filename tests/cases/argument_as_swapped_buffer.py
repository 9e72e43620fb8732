import numpy as np


def f(x):
    b = x.copy()
    for k in range(3):
        x, b = b, x
        x[0] = b[1] * 2.0
    return np.sum(x * b)


ARGS = (np.array([0.3, 0.7, -0.4]),)
