import numpy as np


def f(x, labels):
    d = {}
    d.update(zip(labels, x))
    d.update({0: x[1]})
    e = {**d, 9: 1.0}
    e.pop(0)
    return sum(d.values()) + sum(e.values()) * x[0]


ARGS = (np.array([1.0, 2.0, 3.0, 0.5, 1.7]), np.array([0, 1, 3, 1, 2]))
