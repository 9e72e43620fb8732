import numpy as np


def f(x, y):
    return max(v * y for v in x)


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
