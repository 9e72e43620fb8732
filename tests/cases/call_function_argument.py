import math

import numpy as np


def apply(function, v):
    return function(v) * function(2.0)


def f(x):
    return apply(np.sin, x) + apply(math.cos, x) + apply(lambda v: v * x, x)


ARGS = (0.7,)
