import numpy as np


def f(x, n):
    y = x.copy()
    for k in range(len(x)):
        end = k + 2 if k + 2 < n else None
        y[k:end] *= 0.5
    return y.sum()


ARGS = (np.arange(1.0, 6.0), 4)
