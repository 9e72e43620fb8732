import numpy as np


def f(x):
    m = np.outer(x, x)
    s = 0.0
    for i, j in np.ndindex(m.shape):
        s += m[i, j] ** 2 * (i - 2 * j)
    for i, j in np.ndindex(2, len(x)):
        s += m[i, j] * m[j, i]
    for (k,) in np.ndindex(len(x)):
        s *= x[k]
    return s


ARGS = (np.array([0.7, 0.2, 0.5]),)
