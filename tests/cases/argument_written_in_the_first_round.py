import numpy as np


def f(m, p, q, n):
    """Only in its first round does the loop write into the caller's array."""
    for _ in range(n):
        p[:2, :2] = q
        p = m @ p
    return np.sum(p * p)


ARGS = (
    np.array([[0.5, 0.2, 0.1], [0.3, 0.7, 0.4], [0.2, 0.6, 0.9]]),
    np.array([[1.0, 0.4, 0.3], [0.2, 0.8, 0.5], [0.7, 0.1, 0.6]]),
    np.array([[0.3, 0.9], [0.8, 0.2]]),
    3,
)
