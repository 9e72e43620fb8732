import numpy as np


OPERATIONS = {"sin": np.sin, "square": lambda v: v * v}


def f(x, name):
    return OPERATIONS[name](x) * OPERATIONS["sin"](x)


ARGS = (0.7, "square")
