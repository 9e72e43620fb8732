import numpy as np


def f(x, labels):
    d = {}
    for l, v in zip(labels, x):
        d[l] = v
    print(d)
    return sum(d.values())


ARGS = (np.array([0.3, 0.6, 0.2]), np.array([5, 2, 1]))
REFUSED = "a dict whose keys only the run decides is returned, or used as a value"
