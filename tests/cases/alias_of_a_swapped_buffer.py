import numpy as np


def f(x):
    y = np.sin(x)
    w, kept = y.copy(), y
    for k in range(3):
        w, y = y, w
        y[0] = y[1] * k
    return np.sum(kept * y)


ARGS = (np.array([0.3, 0.7, -0.4]),)
