import numpy as np


def f(x, n):
    path = np.zeros((n, 3))
    path[0] = x
    for t in range(1, n):
        here = path[t]
        here[:] = np.sin(path[t - 1])
        here[0] += x[1]
    return np.sum(path * path)


ARGS = (np.array([0.5, -1.5, 0.3]), 4)
