"""A mask that an inner loop makes is not known after it, however often the outer loop is read."""

import numpy as np


def f(x, b):
    v = x[None]
    for row in v:
        for e in x:
            b = np.max(e / row**2)
    return b * b


ARGS = (np.array([-0.4027, 0.2003, -0.9159, 1.2822, -0.9992]), -0.0878)
