"""A write into a view in a loop that is left before it: what it overwrites is saved on one path."""

import numpy as np


def f(y, b):
    s = np.full((3, 1), 0.17) * b
    view = s[1:]
    k = 0
    while True:
        k += 1
        if k * b > 0.2:
            break
        view *= np.sin(y)
    return s.sum() * s[1, 0] + np.sum(view**2)


ARGS = (0.83, 0.25)
