import numpy as np


def f(x):
    u = x.copy()
    for _ in range(3):
        k = int(abs(u[0])) % len(x)
        u[k] = 0.5 * np.sum(u * u) + 0.1
    return np.sum(u * x)


ARGS = (np.array([1.3, 0.8, -0.4, 0.9]),)
