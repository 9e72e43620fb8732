import numpy as np


def f(x, labels):
    d = {}
    for i, (l, v) in enumerate(zip(labels, x)):
        n, s = d.get(l, (0, 0.0))
        d[l] = (n + 1, s + v)
    return sum((s / n for n, s in d.values()))


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 2]))
