"""The arguments of a nested vjp change before its pullback is called, which is that of then."""

import numpy as np

from s2sad import vjp


def f(x):
    u, factor = np.copy(x), np.cos(x)
    y, pullback = vjp(lambda v: np.sum(np.sin(v) * v * factor), u)
    u[0] = 5.0 * x[1]
    factor *= 3.0
    return np.sum(pullback(1.0)[0] * x) + y


ARGS = (np.array([0.3, 0.5, -0.7]),)
