import numpy as np


def f(x, y):
    return sum(map(lambda u, v: u * v * v, x, y))


ARGS = (np.array([0.7, 0.2]), np.array([1.0, 3.0]))
