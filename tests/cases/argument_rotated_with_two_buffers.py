import numpy as np


def f(a, n):
    b, c = 0.5 * a, np.zeros(4)
    for _ in range(n):
        c[1:-1] = 2 * b[1:-1] - a[1:-1] + 0.1 * (b[2:] - 2 * b[1:-1] + b[:-2]) * b[1:-1]
        a, b, c = b, c, a
    return np.sum(b * b)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 3)
