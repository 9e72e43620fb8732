import numpy as np


def f(x, a):
    return sum((v * a for v in x), a)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
