import numpy as np


def f(x, y):
    s = sum([x, y], start=x * y) + sum((x, y), 2.0) + sum([[x], [y]], [])[1]
    return s * sum(range(3)) + sum({"a": x}.values())


ARGS = (0.7, 0.2)
