import numpy as np


def f(x, w, n):
    s = 1.0
    for k, a, b in zip(range(n), x, w):
        s = s * a + np.sin(b * k) * s
    for k, (a, b) in enumerate(zip(w[::-1], x), 2):
        s += a * b * k
    for a, b in zip(x, x[1:]):
        s = s + a * b
    return s


ARGS = (np.array([0.7, -0.4, 1.1, 0.3]), np.array([0.2, 0.9, -0.5]), 2)
