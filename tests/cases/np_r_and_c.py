import numpy as np


def f(x, a):
    padded = np.r_[0, x, a]
    design = np.c_[np.ones(len(x)), x, x**2]
    steps = np.r_[1:4, x[::-1]]
    pairs = np.c_[x, np.outer(x, x)]
    cubes = np.r_[np.outer(x, x), np.ones((1, 3))] ** 3
    fitted = design @ np.array([1.0, 2.0, a])
    return padded @ padded + np.sum(fitted) + steps @ steps + np.sum(np.sin(pairs)) + np.sum(cubes)


ARGS = (np.array([0.3, -0.5, 0.8]), 1.5)
