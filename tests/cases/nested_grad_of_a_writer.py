"""The function under a nested transform writes into its argument: so does its derivative."""

import numpy as np

from s2sad import grad


def cost(u, a):
    u[1] = u[0] * a
    u *= 2.0
    return np.sum(u**3)


def f(x, a):
    u = np.sin(x)
    g = grad(cost)(u[1:], a)
    return np.sum(g * x[1:]) + np.sum(u)


ARGS = (np.array([0.3, 0.5, -0.7, 0.2]), 0.4)
