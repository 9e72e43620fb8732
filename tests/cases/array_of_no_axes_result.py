"""An array of no axes is written in one branch, and the result."""

import numpy as np


def f(x, y, a, b, n):
    z1 = np.full((), x.min())
    test2 = n
    only2 = 0.6
    if test2:
        z1 += only2
    return z1


ARGS = (
    np.array([-1.4707, 0.0729, -0.6379]),
    np.array([[-0.2326, 1.3882, 0.9724], [1.0747, 0.4856, -0.4447], [0.3582, 0.4019, -0.8664]]),
    -0.3912,
    0.5776,
    3,
)
