import numpy as np


def f(x):
    best, where = -1e9, None
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            d = (x[i] - x[j]) ** 2
            if d > best:
                best, where = d, (i, j, x[i] * x[j])
    if where is None:
        return x[0]
    i, j, p = where
    return best * x[i] + p * x[j] * where[2]


ARGS = (np.array([0.5, -0.3, 0.8, 1.4]),)
