"""A list that is taken out of a list of lists goes on, whatever becomes of its place there."""

import numpy as np


def f(x):
    table = [[u * v for v in x] for u in x]
    last = table.pop()
    row = table[0]
    table[0] = table[1]
    table[1] = row
    total = row[1] * table[0][2] + last[-1]
    table.append([np.sin(v * total) for v in x])
    return total * row[0] * table[-1][1] + last.pop() * len(last)


ARGS = (np.array([0.5, -1.5, 0.3]),)
