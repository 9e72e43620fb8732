import math

import numpy as np


def f(x, y):
    level = math.sqrt(np.prod(y) ** 2)
    for _ in x:
        level += 0.5
    return x.sum() + level


ARGS = (np.array([1.1, -0.8, 0.3]), np.array([[-1.0, 0.4, 0.5]], dtype=np.float32))
