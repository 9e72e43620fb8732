import math


def f(x, a, n):
    try:
        t = math.sqrt(a) * x
    except (KeyError, ValueError):
        t = x * 3
    finally:  # it takes the OverflowError that a function of math may raise, too
        if n > 2:
            return 7 * x * t
    return t


ARGS = (0.7, -0.5, 4)
