import numpy as np


def f(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = v
    top = sorted(d, key=d.get, reverse=True)[:2]
    return sum((d[k] * k for k in top)) + d[top[0]]


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 3, 2]))
