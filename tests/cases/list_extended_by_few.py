"""A few known items are appended one by one, so that what is made of the list needs no list."""

import numpy as np


def f(x):
    items = []
    for v in x:
        items.append(v)
        items.extend([2.0 * v, v * v])
        items += (v, 0.5)
    total = 1.0
    for item in items:
        total = total * 0.9 + item
    return total


ARGS = (np.array([0.5, -1.25, 2.0]),)
