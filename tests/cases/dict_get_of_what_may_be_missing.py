import numpy as np


def f(x, labels):
    d = {}
    for l, v in zip(labels, x):
        old = d.get(l)
        d[l] = v if old is None else old * v
    return sum(d.values())


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 2]))
