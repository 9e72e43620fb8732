import numpy as np


def f(x, ks):
    w = {1: x, 2: x ** 2}
    s = 0.0
    for k in ks:
        try:
            s += w[int(k)]
        except KeyError as err:
            s += 3 * x ** 3
    return s


ARGS = (0.3, np.array([1, 2, 1, 3, 2]))
