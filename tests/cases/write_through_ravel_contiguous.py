import numpy as np


def f(m, a):
    u = m * a
    flat = u.ravel()
    flat[1] = flat[0] * flat[2]
    return np.sum(u * m)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), 0.7)
