import numpy as np


def f(a):
    s = 0.0
    for shift in (-3.0, 2.0):
        try:
            s = s + np.sum(np.linalg.cholesky(a @ a.T + shift * np.eye(2)))
        except np.linalg.LinAlgError:
            s = s + a[0, 0] ** 2
    return s


ARGS = (np.array([[1.0, 0.3], [0.3, 1.0]]),)
