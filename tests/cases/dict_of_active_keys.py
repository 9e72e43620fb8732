"""Keys that are differentiated are keys by their value."""

import numpy as np


def f(x):
    d = {}
    for v in x:
        d[v] = d.get(v, 0.0) + v ** 2
    best = max(d, key=d.get)
    return best * 2 + d[best]


ARGS = (np.array([0.3, 0.6, 0.2]),)
