import numpy as np


def f(a, x):
    jitter = 0.0
    for _ in range(5):
        try:
            factor = np.linalg.cholesky((a + a.T) * x + jitter * np.eye(2))
            break
        except np.linalg.LinAlgError:
            jitter = 1.0 if jitter == 0 else jitter * 2
    return np.sum(factor) * x


ARGS = (np.array([[1.0, 2.0], [2.0, 1.0]]), 1.2)
