import numpy as np


def f(x):
    total = 0.0
    for i in range(x.shape[0]):
        partial = 1.0
        for j in range(i, x.shape[1]):
            partial = partial * x[i, j]
        total = total + partial * partial
    return total


ARGS = (np.array([[0.5, -1.5, 0.7], [0.3, 1.1, 0.4]]),)
