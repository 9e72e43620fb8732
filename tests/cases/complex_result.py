import numpy as np


def f(x, y):
    return (x + 1j * y) ** 2 * np.exp(1j * x)


ARGS = (0.7, -1.3)
