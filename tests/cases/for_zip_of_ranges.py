import numpy as np


def f(x, n):
    s = 1.0
    for i, k, a in zip(range(5, n, -2), reversed(range(1, 9, 3)), x):
        s = s * a * i + np.sin(a * k)
    for a, k in zip(reversed(x), range(2, n)):
        s += a * k * s
    return s


ARGS = (np.array([0.7, -0.4, 1.1, 0.3]), 1)
