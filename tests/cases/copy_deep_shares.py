import copy
import numpy as np


def f(x):
    a = x * x
    pair = copy.deepcopy([a, a])
    pair[0][0] = 3.0
    return np.sum(pair[1] * a)


ARGS = (np.array([0.7, 0.2]),)
