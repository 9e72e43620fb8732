import numpy as np


def f(x, limit):
    u = x.copy()
    for i in range(1, len(u)):
        u[i] = u[i] * u[i - 1] + u[i]
        if abs(u[i]) > limit:
            break
        u[0] += u[i]
    return np.sum(u * u)


ARGS = (np.array([0.5, -1.5, 0.8, 0.9]), 1.8)
