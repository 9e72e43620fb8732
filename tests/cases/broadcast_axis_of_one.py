import numpy as np


def f(m, c):
    return np.sum(np.sin(m * c) + c)


ARGS = (np.array([[0.5, -1.5, 0.7], [0.3, 1.1, 0.4]]), np.array([[0.2], [0.9]]))
