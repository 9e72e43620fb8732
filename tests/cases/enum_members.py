from enum import Enum, IntEnum


class Kind(Enum):
    LINEAR = 1
    SQUARE = "sq"


class N(IntEnum):
    TWO = 2


def g(x, kind):
    if kind is Kind.LINEAR:
        return x
    if kind == Kind.SQUARE:
        return x * x
    raise ValueError(kind)


def f(x):
    return (
        g(x, Kind.SQUARE) * g(x, Kind.LINEAR) ** N.TWO
        + (Kind.LINEAR.value * x)
        + len(Kind.SQUARE.name)
    )


ARGS = (0.7,)
