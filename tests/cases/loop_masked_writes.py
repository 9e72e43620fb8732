import numpy as np


def f(x, n):
    u = x.copy()
    for _ in range(n):
        u[u < 0.0] *= -0.5
        u -= 0.2 * u * u + 0.3
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.37, 0.9]), 3)
