import numpy as np


def f(x, a, flag):
    u, v = x * a, x * x
    w = u if flag else v
    w[0] = a
    w *= 2.0
    return np.sum(u * v * v)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7, False)
MAY_REFUSE = True
