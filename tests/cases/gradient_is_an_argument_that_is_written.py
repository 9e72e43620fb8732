import numpy as np


def f(u, w):
    w[0] = 2.0 * w[1]
    return np.sum(u * w)


ARGS = (np.array([0.5, -1.5, 0.3]), np.array([0.2, 0.8, -0.7]))
