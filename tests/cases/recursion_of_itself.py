import numpy as np


def f(x, n):
    if n <= 0:
        return x
    return np.sin(x) * f(x * 0.9, n - 1)


ARGS = (0.7, 3)
