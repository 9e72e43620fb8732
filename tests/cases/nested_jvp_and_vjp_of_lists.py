"""Tangents and cotangents of lists whose length is that of the run."""

import numpy as np

from s2sad import jvp, vjp


def product(parts):
    total = 1.0
    for part in parts:
        total = total * np.sum(part**2)
    return total


def f(x, n):
    parts = [x * (k + 1) for k in range(n)]
    along = [x + k for k in range(n)]
    y, y_dot = jvp(product, (parts,), (along,))
    (bars,) = vjp(product, parts)[1](x[0])
    return y_dot + y * sum(np.sum(bar * x) for bar in bars)


ARGS = (np.array([0.4, -0.7, 1.1]), 3)
