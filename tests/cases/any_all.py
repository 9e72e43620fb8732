import numpy as np


def f(x, y):
    s = x * y
    if any(v > 0.5 for v in (x, y)):
        s = s * x
    if all([x > 0, y > 0]):
        s = s * y
    if any([]) or not all([]):
        s = 0.0
    return s


ARGS = (0.7, 0.2)
