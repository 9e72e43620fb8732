import numpy as np


def f(x, n):
    free = [i for i in range(n) if i not in (1,)]
    u = np.zeros(len(x))
    u[free] = x[free] ** 2
    return np.sum(u) * x[[0, 2]] @ x[[1, 1]] + np.sum(np.outer(x, x)[np.ix_(free, free)])


ARGS = (np.array([0.7, 0.3, 0.5]), 3)
