from enum import Enum


class Color(Enum):
    RED = 1
    BLUE = 2


def f(x):
    c = Color.BLUE
    match c:
        case Color.RED:
            return x
        case Color.BLUE:
            return x * x


ARGS = (0.7,)
