import numpy as np


def f(x):
    return x[0] * [x[0], x[1]].index(7.0)


ARGS = (np.array([0.4, -1.7]),)
RAISES = "not in list"
