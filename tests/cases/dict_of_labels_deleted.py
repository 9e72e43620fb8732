"""Keys are deleted and come again, at the end."""

import numpy as np


def f(x, labels):
    d = {}
    for v, l in zip(x, labels):
        if l in d:
            if v > 2.5:
                del d[l]
                continue
            d[l] *= v
        else:
            d[l] = v
    s = 0.0
    for k, v in d.items():
        s += k * v + v ** 2
    return s + len(d)


ARGS = (np.array([1.0, 2.0, 3.0, 4.0, 1.5, 2.2]), np.array([0, 1, 0, 2, 1, 0]))
