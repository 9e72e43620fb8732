from functools import reduce
import operator
import numpy as np


def f(x):
    return reduce(operator.mul, x) + reduce(operator.add, x, 1.0)


ARGS = (np.array([0.7, 0.3, 1.2]),)
