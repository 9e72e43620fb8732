import numpy as np


def f(x, n):
    y = x
    for _ in range(n):
        y = np.sin(y) * y
    return y


ARGS = (1.7, 5)
