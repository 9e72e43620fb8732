import numpy as np


def decay(u, rate):
    if np.max(np.abs(u)) < 0.3:
        return u
    return decay(u * rate + u[0] * 0.1, rate) + u


def f(x, rate):
    u = decay(x, rate)
    u[0] = u[1] * 2.0
    return u


ARGS = (np.array([0.5, -1.5, 0.3]), 0.5)
REFUSED = "was changed by an earlier write"
