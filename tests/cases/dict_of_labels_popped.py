import numpy as np


def f(x, keys):
    d = {}
    for i, k in enumerate(keys):
        d[k] = x[i] ** 2
    a = d.pop(keys[0])
    b = d.pop(99, 3.0)
    k, c = d.popitem()
    return a * b + c * k + sum(d.values()) + (d.get(7) or 0.0)


ARGS = (np.array([1.0, 2.0, 3.0, 4.0]), np.array([5, 7, 3, 5]))
