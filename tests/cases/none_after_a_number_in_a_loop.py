import numpy as np


def f(x, n):
    cur = x[0]
    tot = 0.0
    for k in range(n):
        if cur is None:
            cur = x[k] ** 2
        else:
            tot += cur * k
            cur = None if x[k] < 0.4 else cur * x[k]
    return tot + (0.0 if cur is None else cur)


ARGS = (np.array([0.5, -0.3, 0.8, -0.2, 1.4, 0.9, 0.3]), 7)
