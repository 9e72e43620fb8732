"""Rows in a list change places, and others are subtracted from them."""

import numpy as np


def f(a, b):
    n = len(b)
    m = [np.append(row, v) for row, v in zip(a, b)]
    for c in range(n):
        p = max(range(c, n), key=lambda r: abs(m[r][c]))
        m[c], m[p] = m[p], m[c]
        for r in range(c + 1, n):
            m[r] -= m[r][c] / m[c][c] * m[c]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (m[i][n] - m[i][i + 1 : n] @ x[i + 1 :]) / m[i][i]
    return x @ x


ARGS = (np.array([[0.5, 2.0, -1.0], [2.5, 0.3, 0.7], [-1.2, 0.4, 3.0]]), np.array([1.0, 2.0, 3.0]))
