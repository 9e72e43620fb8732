import math

import numpy as np


def made(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = d.get(l, 0.0) + v * v
    return d


def f(x, labels):
    d = made(x, labels)
    tot = sum(d.values())
    p = {k: v / tot for k, v in d.items() if v > 0.3}
    return -sum((v * math.log(v) for v in p.values()))


ARGS = (np.array([1.0, 2.0, 3.0, 0.5, 1.7]), np.array([0, 1, 3, 1, 2]))
