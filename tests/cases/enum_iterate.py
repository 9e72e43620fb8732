from enum import Enum


class Kind(Enum):
    LINEAR = 1
    SQUARE = 2


def f(x):
    s = 0.0
    for k in Kind:
        s += x**k.value
    return s * x ** Kind["SQUARE"].value * x ** Kind(1).value


ARGS = (0.7,)
