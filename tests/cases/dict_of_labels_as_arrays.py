import math

import numpy as np


def made(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = d.get(l, 0.0) + v * v
    return d


def f(x, labels):
    d = made(x, labels)
    v = np.array(list(d.values()))
    k = np.array(list(d.keys()))
    spread = np.fromiter(d.values(), float).std()
    return np.sum(v * k) + np.mean(list(d.values())) + math.fsum(d.values()) + spread


ARGS = (np.array([1.0, 2.0, 3.0, 0.5, 1.7]), np.array([0, 1, 3, 1, 2]))
