import numpy as np


def f(x, ks):
    w = {1: x, 2: x ** 2}
    s = 0.0
    for k in ks:
        if k in w:
            s += w[k]
        s += w.get(k, 5.0) * x
    return s


ARGS = (0.3, np.array([1, 2, 1, 3, 2]))
