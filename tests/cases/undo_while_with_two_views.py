import numpy as np


def f(x):
    u = x.copy()
    left = u[:2]
    k = 0
    while k < 3:
        left[k % 2] = np.sum(u[1:] * u[:-1])
        u[3 - k] = left[0] * u[1] + np.prod(left)
        k += 1
    return np.sum(u * u * u)


ARGS = (np.array([0.5, 0.8, -0.4, 0.9]),)
