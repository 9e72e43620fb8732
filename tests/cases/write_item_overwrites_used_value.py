import numpy as np


def f(x):
    u = x.copy()
    y = np.sum(np.sin(u))
    u[0] = y * u[1]
    return np.sum(np.sin(u)) + y


ARGS = (np.array([0.5, -1.5, 0.3]),)
