import numpy as np


def f(p):
    s = np.sum(p["i", 1] ** 2) * p[-1] + p[None] ** 3
    return s * p["k"] + p[True][0]


ARGS = ({("i", 1): np.array([0.7, 0.2]), -1: 0.4, None: 0.6, "k": 1.2, True: [0.3], 2.5: 3},)
