"""Parts of which one is longer than another, and parts that nothing reads."""

import numpy as np


def f(x):
    first, _, last = np.array_split(x, 3)
    s = np.sum(first**2) * x[0]
    for k, part in enumerate(np.array_split(x, 4)[:-1]):
        s = s + (k + 1) * np.sum(part**3)
    return s + last[0]


ARGS = (np.array([0.3, -0.7, 1.1, 0.4, 0.9]),)
