import numpy as np


def f(x, y):
    a = np.where(x[0], x * 2, x * x)
    b = np.where(y * np.array([0.0, 1.0]), x, 3 * x)
    return np.sum(a * b) + np.where(x[1] * 0.0, 5.0, x[1])


ARGS = (np.array([0.5, 0.2]), np.array([0.4, 0.3]))
