"""An argument is written in a loop, and read by a recursive function there."""

import numpy as np


def deep1(u1):
    if len(u1):
        return 0.557
    return deep1(u1)


def f(x, y, a, b, n):
    for i1 in range(1, 4):
        x[i1] = deep1(x)
    return x


ARGS = (
    np.array([-1.2883, -0.8813, -1.0913, -0.2656]),
    np.array([[-1.3959, 1.0814, 0.6288, 1.2943], [-0.4059, 0.3127, 0.3805, -1.3564]]),
    -0.0861,
    0.2786,
    4,
)
