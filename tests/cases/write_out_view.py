import numpy as np


def f(x, y):
    u = np.zeros((2, 3))
    np.multiply(x, y, out=u[0])
    np.exp(u[0], out=u[1])
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), np.array([0.2, 0.9, 1.1]))
