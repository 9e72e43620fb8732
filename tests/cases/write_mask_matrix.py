import numpy as np


def f(m, a):
    u = m.copy()
    u[u > 0.4] = a
    u[np.eye(2, dtype=bool)] += a * a
    return np.sum(u * m)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), 0.7)
