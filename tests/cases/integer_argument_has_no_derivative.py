import numpy as np


def f(x, n, idx):
    return np.sum(x[idx] ** n)


ARGS = (np.array([0.5, -1.5, 0.3]), 3, np.array([0, 2, 2]))
