from itertools import pairwise
import numpy as np


def f(x):
    return sum((b - a) ** 2 for a, b in pairwise(x)) + sum(
        a * b for a, b in pairwise([x[0], x[1], x[2]])
    )


ARGS = (np.array([0.7, 0.2, 0.5]),)
