import numpy as np


GLOBAL = {1: 2.0, 2: 3.5}


def f(x, order):
    return sum((GLOBAL[k] * x ** k + GLOBAL.get(k, 0.0) for k in order))


ARGS = (1.3, np.array([1, 2, 2]))
