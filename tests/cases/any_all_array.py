import numpy as np


def f(x):
    s = np.sum(x**2)
    if any(x > 0.5):
        s = s * x[0]
    if all(v > 0 for v in x):
        s = s * x[1]
    return s


ARGS = (np.array([0.7, 0.2]),)
