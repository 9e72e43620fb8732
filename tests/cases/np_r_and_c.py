import numpy as np


def f(x, a):
    padded = np.r_[0, x, a]
    design = np.c_[np.ones(len(x)), x, x**2]
    steps = np.r_[1:4, x[::-1]]
    pairs = np.c_[x, np.outer(x, x)]
    return np.sum(padded**2) + np.sum(design @ np.array([1.0, 2.0, a])) + steps @ steps + np.sum(
        np.sin(pairs)) + np.sum(np.r_[np.outer(x, x), np.ones((1, 3))] ** 3)  # fmt: skip


ARGS = (np.array([0.3, -0.5, 0.8]), 1.5)
