import numpy as np


def f(x, labels):
    d, e = ({}, {})
    for l, v in zip(labels, x):
        d[l] = v
    for l, v in zip(labels[::-1], x[::-1]):
        e[l] = v
    same = 2.0 if d == e else 3.0
    kind = 1.0 if isinstance(d, dict) else 0.0
    return x[0] * same * kind * (5.0 if {*labels.tolist()} == {5, 2, 1} else 7.0)


ARGS = (np.array([0.3, 0.6, 0.2]), np.array([5, 2, 1]))
