import numpy as np


def f(x, y):
    p = np.exp(x)
    q = p[1:]
    p /= p.sum()
    s = np.sum(q**2)
    p[...] = p * x
    y[:] = p + 1.0
    p[0] = 2.0 * y[1]
    return s + np.sum(np.sin(p) * y), y


ARGS = (np.array([0.3, -0.8, 0.5]), np.array([1.0, 2.0, -1.0]))
