"""An array gets longer in every iteration: its length before and after a step is not the same."""

import numpy as np


def f(x):
    y = np.empty(0)
    for v in x:
        y = np.append(y, v * y.sum() + 1.0)
    return np.sum(y) * len(y)


ARGS = (np.array([0.3, 0.7, -0.4, 0.9]),)
