import numpy as np


def f(x, n):
    last = None
    s = 0.0
    for k in range(n):
        key = (k // 2, 1)
        if x[k] > 0.1:
            if last == key:
                s += x[k] ** 2
            last = key
        s += x[k]
    return s


ARGS = (np.array([0.5, 0.3, 0.2, 1.4, -0.9]), 5)
