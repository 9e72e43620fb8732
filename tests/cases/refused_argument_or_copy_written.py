import numpy as np


def f(x):
    y = np.sin(x)
    if y[1] > 0.1:
        x = x[[0, 1]]
    x[1] = y[0]
    return np.sum(x**2)


ARGS = (np.array([0.3, 0.7]),)
REFUSED = "was changed by an earlier write"
