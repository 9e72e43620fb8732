"""Dicts filled by loops, read at a key that a search finds."""

import numpy as np


def spline_coeffs(x, y):
    n = len(x) - 1
    a = {k: y[k] for k in range(n + 1)}
    h = [x[i + 1] - x[i] for i in range(n)]
    alpha = [0.0] * (n + 1)
    for i in range(1, n):
        alpha[i] = 3 / h[i] * (a[i + 1] - a[i]) - 3 / h[i - 1] * (a[i] - a[i - 1])
    l, mu, z = ([1.0] * (n + 1), [0.0] * (n + 1), [0.0] * (n + 1))
    for i in range(1, n):
        l[i] = 2 * (x[i + 1] - x[i - 1]) - h[i - 1] * mu[i - 1]
        mu[i] = h[i] / l[i]
        z[i] = (alpha[i] - h[i - 1] * z[i - 1]) / l[i]
    b, c, d = ({}, {n: 0.0}, {})
    for j in range(n - 1, -1, -1):
        c[j] = z[j] - mu[j] * c[j + 1]
        b[j] = (a[j + 1] - a[j]) / h[j] - h[j] * (c[j + 1] + 2 * c[j]) / 3
        d[j] = (c[j + 1] - c[j]) / (3 * h[j])
    return (a, b, c, d)


def f(y, q):
    x = [0.0, 1.0, 2.5, 3.0, 4.0]
    a, b, c, d = spline_coeffs(x, y)
    total = 0.0
    for v in q:
        j = 0
        while j < len(x) - 2 and v > x[j + 1]:
            j += 1
        dx = v - x[j]
        total += (a[j] + b[j] * dx + c[j] * dx ** 2 + d[j] * dx ** 3) ** 2
    return total


ARGS = (np.array([1.0, 2.0, 0.5, 0.3, 1.2]), np.array([0.4, 3.2, 2.2]))
