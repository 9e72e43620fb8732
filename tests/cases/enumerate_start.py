import numpy as np


def f(x):
    s = 0.0
    for k, v in enumerate(x, start=1):
        s += v**k
    for k, (a, b) in enumerate(zip(x, x[1:]), 2):
        s += a * b * k
    return s


ARGS = (np.array([0.7, 0.2, 0.4]),)
