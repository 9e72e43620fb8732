"""A branch in a loop in a loop binds arrays and leaves; the other paths leave them unbound."""

import math

import numpy as np


def f(x, y, a):
    for i, row in enumerate(y):
        a = 0.6 * a + 0.3 * y[i - 1, -2] * a
        k = 0
        while k < 1:
            k += 1
            if a / (1.5 + a**2) < 0.317:
                a -= sum(0.4 * e * math.tanh(0.17 * k) for e in x if e > -0.177)
                return np.prod(np.tanh(np.concatenate((row[1:], row[:1])))) * a
    return y.sum() + np.sin(a) + x.sum() * 0.667


ARGS = (
    np.array([0.8508, -0.7791, -0.1984]),
    np.array([[1.8273, 1.6051, -0.4804], [1.1446, -0.9258, 0.4615]]),
    4.4133,
)
