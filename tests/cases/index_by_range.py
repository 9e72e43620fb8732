import numpy as np


def f(x, n):
    u = x.copy()
    u[range(2)] = x[range(3, 1, -1)] * x[0]
    m = np.outer(u, x)
    m[range(n), range(n)] += u
    return m[range(n), 1] * u


ARGS = (np.array([0.5, -1.5, 0.37, 0.9]), 4)
