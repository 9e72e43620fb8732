"""The length of an argument is not asked of what only one path makes of it."""

import numpy as np


def f(x, y, b, n):
    if y[1, n % 2]:
        for i in range(1, 2):
            x[i] = 0.527
        x *= x
    elif x:
        b = sum((np.inner(x, y[2]) for e in x if e))
        x[:2] += 0
    return b + np.mean(np.sin(x))


ARGS = (
    np.array([-0.0595, 0.9136]), np.array([[-0.6674, 1.4517], [0.4154, 0.3486], [0.1435, 0.1239]]),
    -0.8644, 3,
)  # fmt: skip
