import numpy as np


def differences(x):
    for k in range(1, len(x)):
        yield x[k] - x[k - 1]


def f(x):
    return sum(d * d for d in differences(x)) + max(differences(x))


ARGS = (np.array([0.7, 0.2, 0.5]),)
