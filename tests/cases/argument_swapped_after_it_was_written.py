import numpy as np


def f(u, x):
    a, b = u, np.zeros(4)
    a[:] = b * u + 0.1
    for k in range(3):
        b[1:] = a[1:] * x
        if k == 1:
            a[1:-1] = b[2:] * a[1:-1]
        a, b = b, a
    return np.sum(b * u) + a[1] * x


ARGS = (np.array([0.5, -0.9, 0.3, 0.8]), 0.7)
