"""A right-hand side whose number of rows only the run knows must have one where the matrix has."""

import numpy as np


def f(a, r, x):
    rows = np.zeros((1, 2))
    for k in range(4):
        if x[0] > k - 1.0:
            rows = rows + x.reshape(1, 2) * a[0]
        else:
            rows = np.outer(a[:1], x)
    return np.sum(np.linalg.solve(np.array([[r]]), rows) ** 2)


ARGS = (np.array([1.0, 2.0, 3.0]), 1.3, np.array([0.5, 0.7]))
