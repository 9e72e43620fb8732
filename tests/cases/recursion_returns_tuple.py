import numpy as np


def descend(v, w):
    if v < 0.2:
        return v, w, 1
    a, b, depth = descend(v * 0.5, np.sin(w))
    if depth > 2:
        return a * b, b, depth + 1
    return a + v, b * w, depth + 1


def f(x, y):
    a, b, depth = descend(x, y)
    return a * b * depth


ARGS = (1.7, 0.8)
