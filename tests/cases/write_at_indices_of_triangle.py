import numpy as np


def f(x, d):
    a = np.zeros((d, d))
    rows, columns = np.tril_indices(d)
    a[rows, columns] = x * x
    a[columns, rows] += np.sin(x)
    return np.sum(np.linalg.inv(a + 5 * np.eye(d)) @ a)


ARGS = (np.array([0.3, -0.7, 1.1, 0.2, 0.5, -0.4]), 3)
