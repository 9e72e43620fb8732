import numpy as np


def f(x):
    a = np.outer(x, x) + np.eye(len(x))
    for i in range(len(x)):
        for j in range(len(x)):
            if j > i + 1:
                break
            a[i, j] = a[i, j] * np.sum(a[:, j]) / (1.0 + a[i] @ a[i])
    return np.sum(a)


ARGS = (np.array([0.7, -0.4, 1.1, 0.3]),)
