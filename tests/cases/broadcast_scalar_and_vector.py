import numpy as np


def f(m, v, a):
    return np.sum(a * m * v + v)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), np.array([0.2, 0.9]), 0.7)
