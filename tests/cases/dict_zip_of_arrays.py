import numpy as np


def f(x, labels):
    d = dict(zip(labels, x))
    e = dict(zip(labels.tolist(), x ** 2))
    return sum(d.values()) * len(d) + sum((e[k] for k in sorted(e)))


ARGS = (np.array([1.0, 2.0, 3.0, 0.5, 1.7]), np.array([0, 1, 3, 1, 2]))
