"""An array that one branch of an expression is, added to a part that it overlaps."""

import numpy as np


def f(x, y, a, b, n):
    k1 = 0
    y[:, 1] += y[:, k1] if n != 2 else x[:1]
    return y


ARGS = (
    np.array([-1.2944, 1.1169, 1.4998, -0.3328]),
    np.array([[-0.0643, 0.4337]]),
    0.7082,
    0.9371,
    2,
)
MAY_REFUSE = True
