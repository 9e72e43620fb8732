"""A list of what is held is copied with what it holds, in the branch that binds it."""

import numpy as np


def f(x, y, a, b, n):
    if n > 1:
        for _ in range(len(y)):
            if b:
                for _ in x:
                    x[1:] *= 0.5
                return sum(2.0 * e for e in x), y[2]
    x[1:] *= a
    return a, x


ARGS = (np.array([1.3, 0.4]), np.arange(8.0).reshape(4, 2) / 7, 0.4, 0.1, 3)
