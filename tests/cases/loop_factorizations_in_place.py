import math

import numpy as np


def f(S, b):
    n = len(b)
    L, U, x = S.copy(), S.copy(), b.copy()
    for j in range(n):
        for k in range(j):
            L[j, j] -= L[j, k] * L[j, k]
        L[j, j] = math.sqrt(L[j, j])
        for i in range(j + 1, n):
            for k in range(j):
                L[i, j] -= L[i, k] * L[j, k]
            L[i, j] /= L[j, j]
    for k in range(n):
        for i in range(k + 1, n):
            U[i, k] /= U[k, k]
            for j in range(k + 1, n):
                U[i, j] -= U[i, k] * U[k, j]
    for i in range(n):
        for j in range(i):
            x[i] -= L[i, j] * x[j]
        x[i] /= L[i, i]
    for i in reversed(range(n)):
        for j in range(i + 1, n):
            x[i] = 0.5 * x[i] - U[i, j] * x[j]
            x[j] = x[j] * x[i] + x[j - 1]
    return np.sum(x**2) + U[n - 1, n - 1]


A = np.array([[0.3, -0.8, 1.1], [0.5, 0.2, -0.4], [-0.9, 0.7, 0.6]])
ARGS = (A @ A.T + 2.0 * np.eye(3), np.array([0.5, -1.5, 0.8]))
