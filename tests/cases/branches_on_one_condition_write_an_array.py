import numpy as np


def f(x, y, b, n):
    for _ in (x, x):
        if n:

            def scaled(c):
                y[1] *= b * c

            scaled(b)
    return b * np.sum(y) + np.sum(x)


ARGS = (np.array([0.3, 0.8]), np.array([[0.4, -0.5], [0.7, 0.2]]), 0.3, 3)
