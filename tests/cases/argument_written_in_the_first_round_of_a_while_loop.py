import numpy as np


def f(m, p, q):
    """The array that comes in is a row of one that is read again behind the loop."""
    row = p[0]
    k = 0
    while np.sum(row) < 9.0 and k < 5:
        row[1] = row[0] * q
        row = m @ row + 1.0
        k += 1
    return np.sum(row * row) + np.sum(p * p)


ARGS = (
    np.array([[0.5, 0.2, 0.1], [0.3, 0.7, 0.4], [0.2, 0.6, 0.9]]),
    np.array([[1.0, 0.4, 0.3], [0.2, 0.8, 0.5]]),
    1.3,
)
