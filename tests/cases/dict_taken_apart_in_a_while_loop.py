import numpy as np


def f(x, labels):
    d = {}
    for i, l in enumerate(labels):
        d[l] = d.get(l, 0.0) + x[i]
    s = 1.0
    while d:
        k, v = d.popitem()
        s = s * v + k
        if len(d) == 1 and s > 0:
            s += d.pop(k, 2.0)
    return s


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 2]))
