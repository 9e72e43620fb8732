import numpy as np


def f(x):
    return np.sum(np.apply_along_axis(lambda r: np.sum(r**2), 0, x) ** 2)


ARGS = (np.array([[0.7, -0.3], [0.2, 0.5]]),)
