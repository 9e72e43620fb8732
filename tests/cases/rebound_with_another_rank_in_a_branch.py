import numpy as np


def reduced(x):
    y = x * x
    if np.sum(x) > 1:
        y = np.sum(y)
        if y > 2:
            y = [y, 3 * y]
    return np.sum(np.array(y) * 2) + np.ndim(y)


def f(x):
    return reduced(x) * reduced(3 * x) * reduced(0.1 * x)


ARGS = (np.array([0.3, 0.4, 0.5]),)
