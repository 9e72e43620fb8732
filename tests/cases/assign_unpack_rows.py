import numpy as np


def f(x):
    top, bottom = x
    return top @ np.sin(bottom)


ARGS = (np.array([[0.5, -1.5, 0.3], [1.1, 0.2, 0.9]]),)
