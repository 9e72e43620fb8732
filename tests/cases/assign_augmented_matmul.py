import numpy as np


def f(x, m):
    v = x
    v = m @ v
    m = m.copy()
    m @= m
    return np.sum(m @ v)


ARGS = (np.array([0.5, -1.5]), np.array([[0.5, -1.5], [0.3, 1.1]]))
