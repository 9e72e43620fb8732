"""A choice in a choice in a branch, whose results only the innermost gives."""

import numpy as np


def helper1(s1, s2, s3):
    return 0.267 * s1 + 1.367 * s2 + s3


def f(x, y, a, b, n):
    k3 = 0
    v1 = x[-2:]
    if n > 1:
        s7 = v1 @ (np.ones((2, 1)) * x[k3]).flatten()
    else:
        k4 = 0
        if helper1(y[2, k4 - 1], b, a) < 0.557:
            pass
        elif helper1(x[k3], b, 1.167) >= 0.407 and a * b <= -0.447:
            a /= 1.5 + min(b * (0.17 * k3), np.log1p(b**2)) ** 2
    return np.sin(b) + np.sum(v1) + np.sin(s7) + a + x.sum() * s7 + np.sum(y)


ARGS = (
    np.array([-0.4068, 0.2743, 0.3038, -1.4706]),
    np.array(
        [
            [1.2731, 1.2065, -0.8152, 0.1419],
            [-1.4466, 1.2694, 0.377, 1.1081],
            [0.1513, -0.7294, -1.2486, 1.2357],
        ]
    ),
    1.0473,
    -0.9375,
    4,
)
