import numpy as np


def f(x, y):
    hinge = sum(max(0, 1 + x[k] - x[2]) for k in range(2))
    return hinge + max(0, x[0], y) * min(x[1], 3) + max([0, x[2]]) ** 2


ARGS = (np.array([0.4, 1.7, 0.6], np.float32), 0.25)
