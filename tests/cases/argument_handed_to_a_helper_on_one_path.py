"""What a helper does to an argument on the path that is not taken has no shape."""

import math

import numpy as np


def helper(u, s, t):
    for _ in range(0, u.shape[1], 2):
        t = math.sin(np.var(u))
        k = 0
        while k:
            u[k, 1:-1] = np.square(t)


def f(x, y, b, n):
    if n:
        y /= 1.5
    else:
        first, *_ = (x, 3, helper(y, b, y[0, n]))
    return {"loss": y.sum() * y[1, -2], "u": y}


ARGS = (
    np.array([-0.5058, -1.3275]),
    np.array([[-0.9729, 0.0371, 0.03, -0.6215, -0.2615], [0.8101, -0.5549, 0.2976, 0.1306, 0.602]]),
    0.9393, 3,
)  # fmt: skip
