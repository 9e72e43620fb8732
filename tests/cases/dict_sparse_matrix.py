import numpy as np


def f(i, j, v, x):
    A = {(int(a), int(b)): c for a, b, c in zip(i, j, v)}
    y = [0.0] * len(x)
    for (a, b), c in A.items():
        y[a] += c * x[b]
    return sum((t * t for t in y))


ARGS = (np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([1.0, 2.0, 3.0]), np.array([1.5, 0.5]))
