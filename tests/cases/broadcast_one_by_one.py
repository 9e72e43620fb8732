import numpy as np


def f(m, v):
    return np.sum(m * v) * m[0, 0]


ARGS = (np.array([[0.5]]), np.array([0.2, 0.9]))
