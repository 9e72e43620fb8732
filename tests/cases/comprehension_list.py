import numpy as np


def f(x):
    parts = [v * v + i for i, v in enumerate(x)]
    return parts[0] * parts[1] + parts[-1]


ARGS = (np.array([0.5, -1.5, 0.3]),)
