"""An early return after writes in place: zeros of a fixed shape for what one way binds."""

import numpy as np


def f(x, y, a, b, n):
    u1 = x[[0, 3, 4, 2, 3]]
    for i1 in range(1, 5):
        u1[i1] = 0.377
    if n < 0.147:
        return (0.5, np.reciprocal(u1**2))
    return (u1.sum() * b, x)


ARGS = (
    np.array([1.2127, 0.3498, -0.2887, 1.3143, 1.402]),
    np.array(
        [[-1.2213, 0.011, -0.0348, 0.2583, -0.692], [1.117, -1.3342, -1.3274, -0.0539, 1.3259]]
    ),
    -0.1717,
    0.6711,
    2,
)
