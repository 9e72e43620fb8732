import numpy as np


def f(x, labels):
    d = {}
    for l, v in zip(labels, x):
        if len(d) >= 2:
            d.clear()
        d[l] = v
    return sum(d.values()) * len(d)


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 2, 1]))
