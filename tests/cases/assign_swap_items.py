import numpy as np


def f(x):
    u = x * x
    u[0], u[1] = u[1], u[0]
    return u[0] * 3.0 + u[1] * u[2]


ARGS = (np.array([0.5, -1.5, 0.3]),)
