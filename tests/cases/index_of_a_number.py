import numpy as np


def f(x, a):
    total = np.sum(x**2)
    bare = np.sin(a)[()]
    row = total[None] * x
    kept = total[total > 0]
    none = np.cos(a)[~(total > 0)]
    return bare * total[...] + np.sum(row) + np.sum(kept**2) + np.sum(none)


ARGS = (np.array([0.3, -0.5, 0.8]), 1.5)
