"""The argument of a recursive function is written later: its backward sweep needs the old one."""

import numpy as np


def product(u):
    if len(u) == 0:
        return 1.0
    return u[0] * np.cos(product(u[1:])) + 0.3


def f(x):
    b = product(x)
    x[1] = b * x[2]
    return np.sum(x**2) * product(x)


ARGS = (np.array([0.3, 0.7, -0.4, 0.9]),)
