"""Residuals of a recursion are views of the argument, which is written before they are read."""

import numpy as np


def product(u):
    if len(u) == 0:
        return 0.557
    return u[0] * product(u[1:])


def f(x):
    x[-2] = product(x)
    return x.sum()


ARGS = (np.array([-0.8683, -0.7862, 0.5501]),)
