import numpy as np


def f(x):
    out = []
    for v in x:
        out.append(v * v)
    out = sorted(out, reverse=True)
    s = 0.0
    for k, v in enumerate(out):
        s += v * k
    return s


ARGS = (np.array([0.7, 0.2, 0.5]),)
