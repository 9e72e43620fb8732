import numpy as np


def f(u, x, n):
    b, c = u * 0.3, np.zeros(4)
    for _ in range(n):
        b[:] = b * x
        for _ in range(n - 2):
            u[1] = u[1] * b[0]
            b, c, u = u, c, b
        b, c, u = c, u, b
    return np.sum(b) + np.sum(u * c)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.7, 4)
