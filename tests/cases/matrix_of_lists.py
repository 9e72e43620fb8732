import numpy as np


def f(x):
    n = len(x)
    m = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            m[i][j] = x[i] * x[j] ** 2
    return sum(m[i][i] for i in range(n)) + m[0][1]


ARGS = (np.array([0.7, 0.2, 0.3]),)
