import numpy as np


def f(x):
    u = np.zeros((2, 3))
    for i in range(2):
        for j in range(3):
            u[i, j] = x[i] * x[j] + u[i, j - 1]
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]),)
