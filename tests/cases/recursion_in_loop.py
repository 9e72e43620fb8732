import numpy as np


def halves(u, least):
    total = np.sum(u * u)
    if total < least:
        return total
    for k in range(2):
        total += halves(u[k::2] * 0.5, least) * (k + 1)
    return total


def f(x):
    return halves(x, 0.4)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9, 1.1]),)
