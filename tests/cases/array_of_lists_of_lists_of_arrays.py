import numpy as np


def f(x):
    blocks = []
    for i in range(2):
        rows = []
        for j in range(2):
            rows.append([x * x[i], x**2, x * j])
        blocks.append(rows)
    return np.sum(np.sin(np.array(blocks)) * np.arange(36.0).reshape(2, 2, 3, 3))


ARGS = (np.array([0.3, 0.7, 1.1]),)
