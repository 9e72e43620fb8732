import numpy as np


def f(x):
    total = 0.0
    for v in map(lambda u: u * u, x):
        total = total * 0.5 + v
    return total


ARGS = (np.array([0.5, -1.5, 0.3]),)
MAY_REFUSE = True
