import numpy as np


def power(a, v, least):
    w = a @ v
    norm = np.sqrt(w @ w)
    w = w / norm
    d = w - v
    if d @ d < least:
        return norm
    return power(a, w, least)


def f(a):
    return power(a, np.ones(3), 1e-4)


ARGS = (np.array([[2.0, 0.3, 0.1], [0.2, 1.0, 0.4], [0.5, 0.1, 1.5]]),)
