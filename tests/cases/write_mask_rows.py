import numpy as np


def f(m, v):
    u = m.copy()
    u[m[:, 0] > 0.4] = v
    return np.sum(u * u)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), np.array([0.2, 0.9]))
