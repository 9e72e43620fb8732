import numpy as np


def f(x, labels):
    d = {}
    for l, v in zip(labels, x):
        if l in d:
            break
        d[l] = v
    else:
        return 0.0
    k0 = next(iter(d))
    return d[k0] * 2 + list(d)[1] + list(d.values())[-1]


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 2, 1]))
