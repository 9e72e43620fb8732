"""Some items of what never ends: of a cycle through a list or an array, of a repeated number."""

import itertools

import numpy as np


def f(x):
    first = sum(itertools.islice(itertools.cycle([x[0], 2.0, x[1] ** 2]), 7))
    every = [k * v for k, v in enumerate(itertools.islice(itertools.cycle((x[1], x[2])), 1, 8, 3))]
    return first + sum(every) + sum(itertools.islice(itertools.repeat(x[0] * x[2]), 3)) * x[1]


ARGS = (np.array([0.5, 1.5, -0.7]),)
