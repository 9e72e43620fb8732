import numpy as np


def f(m, v):
    u = np.zeros(2)
    np.dot(m, v, out=u)
    np.matmul(m, u.copy(), out=u)
    return np.sum(u * u)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), np.array([0.2, 0.9]))
