import numpy as np


def f(x, y):
    low = None if y > 0.0 else -0.5
    high = None if y < 0.0 else 1.0
    axis = None if y > 0.5 else 0
    u = np.clip(x, a_min=low, a_max=high) * x.clip(low, 2.0)
    row = np.clip(u[0], high, low)
    return np.sum(u * x) + np.mean(row, axis=axis) + np.sum(u[1], axis) + y * u[0].max(axis)


ARGS = (np.array([[0.3, -1.4, 2.6], [0.9, 0.2, 1.7]]), 0.8)
