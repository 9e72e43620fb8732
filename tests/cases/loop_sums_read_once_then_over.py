import numpy as np


def f(x, m):
    u, v, s = x.copy(), m.copy(), 0.0
    for i in range(len(u) - 2, 1, -1):
        v[i - 2, i - 2] *= u[i - 2] / (1.5 + u[i + 1] ** 2)
        u[i + 1] = 0.3 * u[i] + np.sin(u[i - 1]) * v[i - 2, i - 1]
        s = 0.5 * s + np.tanh(u[i + 1]) + 0.06 * v[i, i]
        u[i - 1] = u[i] * 0.5 + s * 0.1
        u[i] += u[i + 1] * 0.5 + s * 0.1
    return np.sum(u) + s


X = np.array([0.5, -1.5, 0.3, 0.9, -0.7, 1.1])
ARGS = (X, np.outer(X, X[::-1]) * 0.5)
