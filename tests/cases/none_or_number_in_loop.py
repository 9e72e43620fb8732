import numpy as np


def g(v):
    return v * v if v > 0.25 else None


def f(x):
    s = 0.0
    for v in x:
        t = g(v)
        if t is None:
            continue
        s = s + t
    return s


ARGS = (np.array([0.7, 0.2, 0.5]),)
