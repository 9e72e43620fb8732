"""Rows made by comprehensions and by append, beside known ones, in one array."""

import numpy as np


def f(x, y):
    squares, sines = [v * v for v in x], []
    for v in x:
        sines.append(np.sin(v))
    table = np.array([squares, [1.0, 2.0, 3.0], sines, tuple(y)])
    deep = np.asarray([[[v * w for w in x] for v in y], [[v + w for w in x] for v in y]])
    rows = np.array([[v * k for v in x] for k in (1, 2)], dtype=np.float64)
    return np.sum(table @ table.T) + np.sum(deep**2) + rows[1] @ rows[0]


ARGS = (np.array([0.7, 0.4, 1.2]), np.array([0.3, -0.5, 0.9]))
