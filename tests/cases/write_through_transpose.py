import numpy as np


def f(m, a):
    u = m.copy()
    t = u.T
    t[0] = a * t[1]
    t += u[0, 0]
    return np.sum(u * m)


ARGS = (np.array([[0.5, -1.5], [0.3, 1.1]]), 0.7)
