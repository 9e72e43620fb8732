import numpy as np


def f(u, n):
    w = np.zeros_like(u)
    for _ in range(n):
        w[1:-1, 1:-1] = u[1:-1, 1:-1] * u[2:, 1:-1] + 0.1 * u[1:-1, :-2]
        u, w = w, u
    return np.sum(u * u)


ARGS = (np.arange(12.0).reshape(3, 4) * 0.1 + 0.2, 3)
