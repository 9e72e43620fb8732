"""An array of no axes is put into several places of another array."""

import numpy as np


def f(x, y, a, b, n):
    z1 = np.array(0.5)
    z1[...] = b
    for i1 in range(1, 5):
        x[i1] = z1
    return x


ARGS = (
    np.array([-0.5205, 1.2159, 1.1024, 0.136, 1.0884]),
    np.array(
        [
            [1.2013, -1.0857, -0.9243, 1.2815, 0.5518],
            [0.6417, 1.0755, 0.6477, 0.6288, 0.4867],
            [0.1979, -0.2781, 0.2569, 0.2698, 1.3073],
            [0.4083, 0.8621, 1.0091, 0.8919, 1.1209],
        ]
    ),
    0.632,
    -0.0912,
    4,
)
