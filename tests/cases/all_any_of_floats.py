import numpy as np


def f(x, y):
    a = x * y if all([x, y]) else x
    b = y if any([0.0 * x, 0.0 * y]) else 3.0 * x
    c = 2.0 * x if any(v for v in [x - x, y]) else y
    return a + b + c


ARGS = (0.7, -0.3)
