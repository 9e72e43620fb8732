import numpy as np

V = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


def f(w, n):
    x = w[[0, 1, 1]]
    parts = np.split(x, 3, axis=-1)  # each is as wide as a third of the argument, and not 1
    halves = [np.split(p, n, axis=-1) for p in parts]
    return np.sum(parts[0] * V) + np.sum(halves[1][0] ** 2 * halves[2][1])


ARGS = (np.array([[0.3, -0.7, 1.4, 0.2, 0.9, 0.5], [-1.1, 0.4, 0.6, 0.8, 1.2, -0.2]]), 2)
