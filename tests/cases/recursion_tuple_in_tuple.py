"""What a recursion returns is nested as deep as it calls itself; two of them differ in length."""

import numpy as np


def climb(u):
    if u[0] < 0.3:
        return u, (u, None)
    y, steps = climb(u * 0.5)
    return y, (u, steps)


def fold(steps):
    u, rest = steps
    if rest is None:
        return np.sum(u * u * u)
    return np.sum(u) * fold(rest)


def f(x):
    many, one = climb(x * 2.0)[1], climb(x[:1] * 2.0)[1]
    return np.sum(many[0] * one[0]) + np.sum((many[0] - one[0]) ** 3) + fold(many)


ARGS = (np.array([0.9, 1.7, 0.4]),)
