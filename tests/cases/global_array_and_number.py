import numpy as np


WEIGHTS = np.array([0.5, 2.0, -1.0])
SCALE = 0.7


def f(x):
    return SCALE * np.sum(WEIGHTS * x * x)


ARGS = (np.array([0.5, -1.5, 0.3]),)
