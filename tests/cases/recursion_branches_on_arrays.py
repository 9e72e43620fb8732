import numpy as np


def go(a, b):
    if a[0, 1] < 0.2:
        total = np.sum(a * b)
    else:
        c = np.linalg.solve(a @ a.T + np.eye(2), b)
        total = np.sum(c @ c)
    if b[1, 0] < 0.3:
        total = total + np.sum(b)
    else:
        d = np.linalg.solve(b @ b.T + np.eye(2), a)
        total = total + np.sum(d @ a)
    if total < 0.8:
        return total
    return total * go(a * 0.6, b * 0.7)


def f(x):
    return go(x, x @ x)


ARGS = (np.array([[1.0, 0.4], [0.7, 1.2]]),)
