from itertools import combinations
import numpy as np


def f(p):
    s = 0.0
    for i, j in combinations(range(len(p)), 2):
        s += 1.0 / (1.0 + np.sum((p[i] - p[j]) ** 2))
    return s


ARGS = (np.array([[0.7, 0.2], [0.3, 0.4], [1.0, 2.0]]),)
