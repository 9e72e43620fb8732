import numpy as np


def f(r, c):
    return np.sum((r - c) ** 2 * r)


ARGS = (np.array([[0.5, -1.5, 0.7]]), np.array([[0.2], [0.9]]))
