import numpy as np


def tail(u, n):
    if n > 1:
        return u[n:]
    return u


def f(x, n):
    u = x * x
    tail(u, n)[0] = u[0] * u[1]
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.3]), 2)
MAY_REFUSE = True
