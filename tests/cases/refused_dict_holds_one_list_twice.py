import numpy as np


def f(x, labels):
    d = {}
    shared = [1.0]
    for l, v in zip(labels, x):
        d[l] = shared
    d[0].append(x[1])
    return sum((sum(g) ** 2 for g in d.values()))


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 1]))
REFUSED = "which may hold one list twice"
