import numpy as np


def f(x):
    u = np.array(x)
    row = u[0].copy()
    u[0] = u[1]
    u[1] = row * row
    return np.sum(u * np.array([[1.0, 2.0], [3.0, 4.0]]))


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]),)
