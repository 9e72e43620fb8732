import numpy as np


def f(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = v
    s = 0.0
    for k in list(d):
        d[k + 1] = d[k] * 2
        s += d[k]
    for k, v in d.items():
        d[k] = v * v
        s += d[k]
    return s


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 5, 0, 9]))
