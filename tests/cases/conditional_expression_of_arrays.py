import numpy as np


def f(x, y):
    u = x if y > 0.0 else x[::-1]
    return np.sum(u * np.arange(3.0))


ARGS = (np.array([0.5, -1.5, 0.3]), -0.8)
