import numpy as np


def f(x, y):
    return [x * y, (y * y, x)]


ARGS = (0.7, np.array([0.5, -1.5]))
