from enum import Enum


class Kind(Enum):
    LINEAR = 1
    SQUARE = 2


def f(x, kind):
    if kind is Kind.SQUARE:
        return x * x
    return x


ARGS = (0.7, Kind.SQUARE)
