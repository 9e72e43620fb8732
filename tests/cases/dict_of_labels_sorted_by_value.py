import numpy as np


def made(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = d.get(l, 0.0) + v * v
    return d


def f(x, labels):
    d = made(x, labels)
    e = dict(sorted(d.items(), key=lambda kv: -kv[1]))
    first = next(iter(e))
    return e[first] * 2 + sum((i * v for i, v in enumerate(e.values())))


ARGS = (np.array([1.0, 2.0, 3.0, 0.5, 1.7]), np.array([0, 1, 3, 1, 2]))
