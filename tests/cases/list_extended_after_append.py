"""On the way back the last item is dropped from what is left of the list."""

import numpy as np


def f(x):
    items = []
    for v in x:
        items.append(v)
        items.append(2.0 * v)
        items.extend([v * v * k for k in range(9)])
    total = 1.0
    for item in items:
        total = total * 0.9 + item
    return total


ARGS = (np.array([0.5, -1.25, 2.0]),)
