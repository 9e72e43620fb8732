"""What comes of a number of Python's or of an array of single precision is double or single, and so
is its cotangent; the array's own is single all the same."""

import numpy as np


def f(x, b, n):
    while n < 0.427:
        b = x[-2]
    return np.where(x > 0.1, np.hypot(b, 1.377), x)


ARGS = (np.array([-1.045, 0.1697], dtype=np.float32), -0.0666, 4)
