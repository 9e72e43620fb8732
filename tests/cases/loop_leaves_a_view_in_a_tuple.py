"""A loop puts a view into a tuple, and what is written there later is seen through the base."""

import numpy as np


def f(x):
    y = np.sin(x)
    held = (np.zeros(2), 1.0)
    for k in range(3):
        held = (y[k], 2.0)
    held[0][1] = 2.0 * y[0, 1]
    return np.sum(y**2)


ARGS = (np.array([[0.1, 0.3], [0.5, -0.7], [0.9, 0.2]]),)
MAY_REFUSE = True
