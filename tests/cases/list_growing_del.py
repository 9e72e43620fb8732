import numpy as np


def f(x):
    out = []
    for v in x:
        out.append(v * v)
    del out[0]
    out[0] = x[0] * out[1]
    return sum(out) * len(out)


ARGS = (np.array([0.7, 0.2, 0.3]),)
