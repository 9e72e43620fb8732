import numpy as np


def f(x):
    rows = []
    for v in x:
        rows.append([v, v * v])
    a = np.array(rows)
    return np.sum(a @ a.T)


ARGS = (np.array([0.7, 0.2, 0.3]),)
