"""An array of no axes is written in place: what NumPy computes of it are scalars."""

import numpy as np


def f(x):
    a = np.zeros(())
    a += x[0]
    a[...] = a * x[1]
    b = a
    b *= 3.0
    return a * np.sum(x)


ARGS = (np.array([0.3, 0.7, -0.4]),)
