"""An array of one entry decides, with one axis and with two, as it does in Python."""

import numpy as np


def f(x, y):
    total = x[0] * 0.0
    if y:
        total += y[0] * x[0]
    if not x[:1] - x[:1]:
        total += 2.0 * x[1]
    k = np.array([[3.0]])
    while k * y:
        total += np.sin(x[1] * k[0, 0])
        k = k - 1.0
    return total * (x[1] if x[None, :1] > 0.5 and y else y[0])


ARGS = (np.array([0.7, 0.4]), np.array([1.3]))
