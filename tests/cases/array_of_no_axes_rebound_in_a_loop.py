"""`x = x * 0.9` makes a number of the argument, and does not write into it."""

import numpy as np


def f(x):
    s = 0.0
    for _ in range(2):
        s = s + x * x
        x = x * 0.9
    return s


ARGS = (np.array(0.7),)
