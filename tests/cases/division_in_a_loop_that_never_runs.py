import numpy as np


def f(x, n):
    d = x[0] if x[0] > 1.0 else 0.0
    s = x[1] * x[2]
    for k in range(n):
        s = s + (1.0 / d) * x[k] + d**-2 * x[k]
    return s


ARGS = (np.array([0.5, 2.0, 3.0]), 0)
