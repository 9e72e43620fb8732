import numpy as np


def f(x, a):
    u = np.zeros((4, len(x)))
    u[0] = x
    for k in range(1, 4):
        u[k] = np.sin(u[k - 1]) * a + np.sum(u[:, 0] * u[:, 1])
        if u[k, 0] > 1.0:
            break
    return np.sum(u * u)


ARGS = (np.array([0.6, 0.5, 0.4]), 1.1)
