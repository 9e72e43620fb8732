import numpy as np


def f(x):
    for i in range(len(x)):
        if x[i] < 0.0:
            break
    return x[i] * x[i] * x[0]


ARGS = (np.array([0.5, -1.5, 0.3]),)
