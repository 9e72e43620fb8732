"""All functions of the list see the last value of the loop variable."""

import numpy as np


def f(x):
    functions = []
    for v in x:
        functions.append(lambda w: w * v)
    total = 0.0
    for g in functions:
        total = total + g(x[0])
    return total


ARGS = (np.array([0.5, -1.5, 0.3]),)
MAY_REFUSE = True
