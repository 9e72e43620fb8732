import math


def f(x, y):
    try:
        r = math.log(x) / y
    except ZeroDivisionError:
        r = x * 2
    except (ValueError, OverflowError):
        r = x * 3
    return r * x


ARGS = (0.7, 0.3)
