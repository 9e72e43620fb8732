"""The function under a nested vjp writes into its argument, once."""

import numpy as np

from s2sad import vjp


def g(u):
    u[1] = u[0] * u[2]
    u *= 2.0
    return np.sum(u**3)


def f(x):
    u = np.sin(x)
    y, pullback = vjp(g, u)
    return np.sum(pullback(y)[0] * u)


ARGS = (np.array([0.3, 0.5, -0.7]),)
