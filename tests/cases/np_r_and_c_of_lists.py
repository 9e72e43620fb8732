import numpy as np


def f(x, a):
    padded = np.r_[[0.0, a], x, (a, 2)]
    pair = np.r_[[x / np.linalg.norm(x)], [x[::-1] * a]]
    design = np.c_[[a, 2.0, x[1]], x]
    counts = np.r_[[1, 2], 3]
    return padded @ padded + np.sum(pair[0] * pair[1]) + np.sum(np.sin(design)) + counts[0] * a


ARGS = (np.array([0.3, -0.5, 0.8]), 1.5)
