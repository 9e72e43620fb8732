"""`np.add.at` in a loop with a step, in a branch that may not be taken: its range is kept."""

import numpy as np


def f(y, b):
    if b > 0.0:
        for i in range(0, len(y), 2):
            a = y[i] * b
            np.add.at(y, 3, a)
    return y


ARGS = (np.array([[-0.8787, -0.0232], [-0.9499, 0.3148], [-0.6358, -0.5883], [1.1, 0.2322]]), 0.14)
