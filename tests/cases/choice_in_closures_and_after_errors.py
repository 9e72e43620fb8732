import math

import numpy as np


def f(x, n):
    v = (x, 2 * x) if x > 0.3 else (x,)

    def total(*_):
        return sum(v) * len(v)

    g = math.cos
    try:
        g = math.sin
        y = x / n
        g = total
    except ZeroDivisionError:
        y = 2 * x
    try:
        parts = [x / n]
    except ZeroDivisionError:
        parts = ()
    w = np.array([x, y]) if x > 0 else x
    if x > 0:
        w[0] = 3 * x
    return g(y) * total() + sum(parts) + len(parts) * x + np.sum(w)


ARGS = (0.5, 0)
