import numpy as np


def f(x, axes=(1,)):
    total = 0.0
    for k in range(2):
        total += np.sum(np.prod(x, axis=(0, k + 1))) * np.sum(np.sum(x, axis=axes) ** 2)
    return total


ARGS = (np.arange(12.0).reshape(2, 2, 3) / 7,)
