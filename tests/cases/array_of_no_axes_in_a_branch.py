"""math of an array of no axes, in one branch of an expression."""

import math
import numpy as np


def f(x, y, a, b, n):
    z1 = np.full((), b)
    s1 = math.sin(z1) if np.prod(x) else 1
    return s1


ARGS = (
    np.array([-0.4428, 0.1677, -0.5808, -1.3661, -1.1466]),
    np.array([[1.3808]], dtype=np.float32),
    -0.4848,
    1.0896,
    4,
)
