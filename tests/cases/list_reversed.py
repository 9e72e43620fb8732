import numpy as np


def f(x):
    s = 0.0
    for k, v in list(enumerate([x[0], x[1]]))[::-1]:
        s = s * v + k
    for k, v in reversed(list(enumerate(x))):
        s = s * v + k
    return s


ARGS = (np.array([0.7, 0.2, 0.4]),)
