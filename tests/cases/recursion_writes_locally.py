import numpy as np


def smooth(u, least):
    w = u.copy()
    for k in range(1, len(u) - 1):
        w[k] = 0.5 * (w[k - 1] + u[k + 1])
    d = w - u
    if d @ d < least:
        return w
    return smooth(w, least)


def f(x):
    return smooth(x, 1e-2)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9, 1.1]),)
