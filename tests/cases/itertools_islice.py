from itertools import islice
import numpy as np


def f(x):
    s = 0.0
    for v in islice(x, 2):
        s += v * v
    for v in islice(x, 1, 4, 2):
        s += v**3
    return s


ARGS = (np.array([0.7, 0.2, 0.4, 0.6]),)
