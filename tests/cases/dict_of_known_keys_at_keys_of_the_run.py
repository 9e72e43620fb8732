import numpy as np


def f(x, order, table):
    w = {0: 1.0, 3: x[1], 5: x[2] ** 2}
    s = 0.0
    for k in order:
        s += w[k] * x[0] + table[int(k)]
    return s


ARGS = (np.array([1.0, 2.0, 3.0]), np.array([3, 0, 5, 3]), {0: 1.5, 3: 2.5, 5: -1.0})
