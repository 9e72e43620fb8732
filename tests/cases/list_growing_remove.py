import numpy as np


def f(x):
    out = []
    for v in x:
        out.append(v * v)
    out.reverse()
    out.insert(0, x[0])
    s = 0.0
    for k, v in enumerate(out):
        s += v * k
    return s + out.pop(0) * out[0]


ARGS = (np.array([0.7, 0.2, 0.3]),)
