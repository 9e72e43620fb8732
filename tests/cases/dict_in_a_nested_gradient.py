import s2sad

import numpy as np


def f(x, labels):

    def inner(y):
        d = {}
        for l, v in zip(labels, x):
            d[l] = d.get(l, 1.0) * v * y
        return sum(d.values())
    return s2sad.grad(inner)(x[0])


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 1]))
