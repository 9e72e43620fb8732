import numpy as np


def f(x, y):
    return x * y + np.sin(x)


ARGS = (np.float64(0.7), np.float64(-1.3))
