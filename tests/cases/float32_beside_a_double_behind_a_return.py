"""A number is of single precision, of double precision, or not bound, by the way."""

import numpy as np

ARGS = (np.array([0.5, -1.25, 2.0], np.float32), np.array([0.5, -0.25]), 1.006, -0.0687, 2)


def f(x, y, a, b, n):
    for e in x:
        b += e * a
    if n % 2 == 0:
        if len(x) > 2:
            return np.sum(y) * a
        s = np.hypot(b, a)
    else:
        s = np.prod(y)
    return s * b
