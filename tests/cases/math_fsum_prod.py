import math


def f(x, y):
    return math.fsum([x, y, x * y]) * math.prod([x, y, 2.0])


ARGS = (0.7, -1.3)
MAY_REFUSE = True
