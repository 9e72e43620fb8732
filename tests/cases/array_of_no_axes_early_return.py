"""An array of no axes in an early return."""

import numpy as np


def f(x, y, a, b, n):
    z1 = np.full((), a)
    if b > 1.0:
        return 1.0
    return 0.357 * z1


ARGS = (
    np.array([0.1531, 1.2589, 0.0333, 1.4404]),
    np.array([[-1.0038, -1.1129, -0.3011, 1.1302], [1.3082, 0.6531, 0.6316, 0.6224]]),
    -0.4714,
    0.4917,
    4,
)
