import numpy as np


def f(m, a):
    u = m.copy()
    np.fill_diagonal(u, a)
    return np.sum(u * m * u)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), 0.7)
MAY_REFUSE = True
