import numpy as np


def f(x, n, step):
    s = 1.0
    for k in reversed(range(n, -1, -step)):
        s = s * x[k] + np.sin(x[k])
    for k in reversed(range(0, n, step)):
        s = s * x[k] + k
    for k in reversed(range(n, 0, step)):
        s = s * x[k] * 7.0
    return s


ARGS = (np.array([0.7, -0.4, 1.1, 0.3, 0.9, -0.6]), 5, 2)
