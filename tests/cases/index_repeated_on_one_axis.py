import numpy as np

COLUMNS = np.array([2, 0, 2])


def f(a, rows, v, k, p):
    b = a.copy()
    b[:, COLUMNS] = v
    b[1:, rows] = np.sin(v[1:, :2])
    b[[k, p]] = b[[p, k]]
    b[[p, p]] = b[[k, 0]] * b[[0, k]]
    return np.sum(b * b * a)


ARGS = (
    np.array([[0.3, -1.2, 0.8], [1.1, 0.4, -0.5]]),
    np.array([1, -2]),
    np.array([[0.2, 0.9, -0.7], [1.3, -0.1, 0.6]]),
    1,
    1,
)
