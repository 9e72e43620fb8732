import numpy as np


def f(x, n):
    u = x.copy()
    for k in range(n):
        if u[k] > 0.5:
            u[k + 1] = np.sin(u[k]) * np.sum(u[: k + 1])
        elif k % 2:
            u[0] *= u[k + 1]
    u[1] = u[0] * u[2]
    return np.sum(u**3)


ARGS = (np.array([0.7, -0.4, 1.1, 0.3, 0.8, -0.2]), 5)
