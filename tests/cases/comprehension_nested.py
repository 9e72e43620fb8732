import numpy as np


def f(x, y):
    return sum([u * v * v for u in x for v in y if u > v])


ARGS = (np.array([0.5, -1.5, 0.3]), np.array([0.2, 0.9]))
