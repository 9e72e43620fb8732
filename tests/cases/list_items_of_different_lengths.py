"""Items of one list differ in length, are compared by it, and broadcast against each other."""

import numpy as np


def f(x):
    items = [x[: k + 1] * x[k] for k in range(3)]
    s = 0.0
    for a in items:
        for b in items:
            if len(a) == 1 or len(b) == 1 or len(a) == len(b):
                s += np.sum(a * b)
    return s


ARGS = (np.array([0.3, 0.7, -0.4, 0.9]),)
