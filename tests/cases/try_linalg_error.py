import numpy as np


def f(a):
    try:
        l = np.linalg.cholesky(a @ a.T)
    except np.linalg.LinAlgError:
        return np.inf
    return np.sum(np.log(np.diag(l)))


ARGS = (np.array([[2.0, 0.3], [0.3, 1.0]]),)
