import numpy as np


def f(x, n):
    total = 0.0
    y = x.copy()
    for k in range(len(x)):
        end = k + 2 if k + 2 < n else None
        total += x[slice(k, end)].sum() * k
        total += np.prod(y[k:end])
    return total + y.sum()


ARGS = (np.arange(1.0, 6.0), 4)
