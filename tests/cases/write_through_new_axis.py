import numpy as np


def f(x, a):
    u = x.copy()
    column = u[:, None]
    column[1] = a
    np.expand_dims(u, 0)[0, 0] *= a
    return np.sum(u * u * x)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
