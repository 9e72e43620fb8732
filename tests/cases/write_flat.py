import numpy as np


def f(m, a):
    u = np.exp(m)
    copied = u.flat[::3]  # a slice of flat is no view
    u.flat[:: u.shape[1] + 1] += a
    copied[:] *= u.flat[1]
    u.T.flat[1:] = m.flat[:-1]
    return np.sum(u * m) + np.sum(copied**2)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), 0.7)
