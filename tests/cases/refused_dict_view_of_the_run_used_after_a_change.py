import numpy as np


def f(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = v
    ks = d.keys()
    n = len(ks)
    d[int(labels[0]) + 10] = 1.0
    return n * x[0] + len(ks)


ARGS = (np.array([0.3, 0.6, 0.2]), np.array([5, 2, 1]))
REFUSED = "is changed before the iterator that reads it is used up"
