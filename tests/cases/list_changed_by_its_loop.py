"""A loop goes through a list that it changes: Python looks at the list each time."""

import numpy as np


def f(x, y):
    items = [x, y, x * y]
    total = 0.0
    for k, e in enumerate(items):
        total = total + e * (k + 1)
        items[2] = np.sin(e) * y
    queue = [x]
    for e in queue:
        if len(queue) < 4:
            queue.append(e * y + 0.1)
        total = total + np.cos(e)
    for a, b in zip(items, reversed(items)):
        total = total + a * b
        items[1] = items[1] * a
    return total


ARGS = (0.7, 1.3)
