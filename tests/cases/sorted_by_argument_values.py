import numpy as np


def f(x):
    items = sorted([x[0], x[1], x[2]], reverse=True)
    return items[0] * items[1] ** 2


ARGS = (np.array([0.7, 0.2, 0.5]),)
