"""An argument is written in a branch, and again after it."""

import numpy as np


def f(x, y, a, b, n):
    if y.mean() >= 0.707:
        x /= 1.5
        a += a * x[n]
    p1, p2 = (1.0, a)
    x[:1] *= 0.5
    return p2


ARGS = (
    np.array([0.5355, -1.1471, 0.6425, 0.1955, 0.1757]),
    np.array(
        [
            [-0.9259, 1.0625, 0.0026, 0.9463, 0.2638],
            [-1.0453, -0.6221, -1.1337, -0.3967, -1.1157],
            [0.4629, 0.8493, 1.2974, 0.4772, -0.8883],
        ]
    ),
    0.818,
    0.9605,
    3,
)
