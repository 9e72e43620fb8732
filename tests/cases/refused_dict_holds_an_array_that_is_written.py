import numpy as np


def f(x, labels):
    d = {}
    buf = np.zeros(2)
    for l, v in zip(labels, x):
        buf += v
        d[l] = buf
    return sum((np.sum(g ** 2) for g in d.values()))


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 1]))
REFUSED = "is decided only at run time"
