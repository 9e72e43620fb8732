import numpy as np


def f(x):
    s = 0.0
    for (i, j), v in np.ndenumerate(np.outer(x, x)):
        s += v**2 * (i - 2 * j)
    for (k,), v in np.ndenumerate(x):
        s += v * k * x[0]
    for (i, j), v in np.ndenumerate(np.outer(x, x).T[:2]):
        if i != j:
            s *= v
    return s


ARGS = (np.array([0.7, 0.2, 0.5]),)
