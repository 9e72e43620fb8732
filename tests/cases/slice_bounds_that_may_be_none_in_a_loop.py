import numpy as np


def f(x, n):
    y = x.copy()
    tot = 0.0
    for k in range(4):
        hi = k if x[k] > 2.5 else None
        lo = None if x[k] > 1.5 else 1
        y[lo:hi] += x[k]
        y[hi:lo:-1] *= 1.1
        tot += np.prod(y[lo:hi]) * 0.01 + y[slice(lo, hi, 2)].sum()
    return tot


ARGS = (np.arange(1.0, 6.0), 0)
