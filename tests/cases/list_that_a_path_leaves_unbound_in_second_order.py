"""The length of a list is noted where one path of a loop makes no list."""

import numpy as np


def known(v, k=1.307):
    if k:
        return v


def f(x, y, b):
    a, k = 0.3, 0
    while True:
        k += 1
        if k >= 4:
            break
        if np.inner(x, x) * k > 4.0:
            pass
        else:
            a = a * sum((0.4 * e * known(b) for e in x if e > -0.027))
    return y.sum() * a


ARGS = (np.array([1.08, 0.88, -0.19]), np.array([[0.3, 0.7], [-0.2, 1.1]]), -0.7)
