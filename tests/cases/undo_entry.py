import numpy as np


def f(L, b):
    n = len(b)
    x = np.zeros(n)
    for i in range(n):
        x[i] = (b[i] - L[i, :i] @ x[:i]) / L[i, i]
    return np.sum(x * x)


ARGS = (np.tril(np.arange(1.0, 17.0).reshape(4, 4)) / 7.0, np.array([1.0, -2.0, 0.5, 3.0]))
