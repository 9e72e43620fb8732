import numpy as np


def f(i, j, v, x):
    rows = {}
    for a, b, c in zip(i, j, v):
        rows.setdefault(int(a), {})[int(b)] = c
    s = 0.0
    for a, row in rows.items():
        s += sum((c * x[b] for b, c in row.items())) * x[a]
    return s


ARGS = (np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([1.0, 2.0, 3.0]), np.array([1.5, 0.5]))
REFUSED = "would hold items of different kinds"
