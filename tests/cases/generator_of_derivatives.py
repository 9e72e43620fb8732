"""A generator whose variable a function in it captures, and one whose items its user writes."""

import numpy as np

from s2sad import grad


def slopes(x):
    y = x[0]
    for k in range(3):
        y = y * x[k] + 1
        yield grad(lambda z: z**3 * y)(x[k])


def rows(x):
    for k in range(3):
        u = np.zeros(3)
        u[k] = x[0] * x[k]
        yield u


def f(x):
    total = sum(slope * slope for slope in slopes(x))
    for row in rows(x):
        row += x
        total += np.sum(row**2)
    return total


ARGS = (np.array([0.4, -0.7, 1.1]),)
