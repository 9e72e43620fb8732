import numpy as np


def f(x, a):
    rows = [x.copy(), x * a]
    for row in rows:
        row[0] = a * row[1]
    return np.sum(rows[0] * rows[1])


ARGS = (np.array([0.5, -1.5, 0.3]), 0.7)
