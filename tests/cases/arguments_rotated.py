import numpy as np


def f(a, b, c, n):
    for _ in range(n):
        c[1:-1] = 2 * b[1:-1] - a[1:-1] * b[2:]
        a, b, c = b, c, a
    return np.sum(b * a)


A = np.array([0.5, -1.5, 0.3, 0.9])
ARGS = (A, 0.4 * A + 0.3, np.array([0.7, -0.2, 0.3, 0.4]), 4)
