import s2sad

import numpy as np


@s2sad.checkpoint
def chk(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = d.get(l, 1.0) * v
    return sum(d.values())


def f(x, labels):
    return chk(x, labels) ** 2


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 1]))
