import numpy as np


def f(x, trim, keep):
    end = None if trim == 0 else -trim
    start = None
    if keep > 1:
        start = keep
    y = np.outer(x, x)
    y[trim:end, start:] = y[trim:end, start:] * x[0]
    total = np.sum(x[trim:end] ** 2) + np.sum(x[start:])
    for k in range(3):
        last = k if k > trim else None
        total += np.sum(x[:last] ** 3)
    return total + np.sum(np.sin(y[:end, 0]))


ARGS = (np.array([0.3, -0.5, 0.8, 1.1]), 0, 2)
