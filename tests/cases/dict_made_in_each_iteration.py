import numpy as np


def f(x, labels):
    s = 0.0
    for i in range(3):
        d = {}
        for l, v in zip(labels, x):
            d[l] = v * i + d.get(l, 0.0)
        s += max(d.values()) ** 2
    return s


ARGS = (np.array([1.0, 2.0, 3.0, 0.5]), np.array([0, 1, 0, 1]))
