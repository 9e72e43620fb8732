import numpy as np


def f(x, k):
    same = np.convolve(x, k, mode="same")
    valid = np.convolve(same, k[::-1], mode="valid")
    return np.sum(same**3) * valid[0] + np.sum(np.correlate(x, valid, mode="same") ** 2)


ARGS = (np.array([0.3, -0.8, 0.5, 1.1, -0.4, 0.7]), np.array([0.9, 0.2, -0.6]))
