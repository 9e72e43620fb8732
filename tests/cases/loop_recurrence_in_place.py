import numpy as np


def f(x, a):
    u = np.zeros(5)
    u[0] = a
    for i in range(4):
        u[i + 1] = np.sin(u[i]) * x[i] + u[i] * u[i]
    return u[4] * u[2]


ARGS = (np.array([0.5, -1.5, 0.3, 0.9]), 0.7)
