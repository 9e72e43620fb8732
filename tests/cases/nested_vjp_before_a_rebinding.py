"""What a function under a nested vjp captures gets another value before the pullback is called."""

import numpy as np

from s2sad import vjp


def f(x):
    c = x[0]
    y, pullback = vjp(lambda v: np.sum(np.sin(v) * c), x)
    c = 2.0 * c
    return np.sum(pullback(1.0)[0] * x) + y * c


ARGS = (np.array([0.3, 0.5, -0.7]),)
