import numpy as np


def f(m, v):
    u = m * m
    u[0] = v
    u[:, 1] = u[:, 0] * v[0]
    u[1, :2] += v[:2]
    return np.sum(u * u)


ARGS = (np.array([[0.5, -1.5, 0.7], [0.3, 1.1, 0.4]]), np.array([0.2, 0.9, -0.6]))
