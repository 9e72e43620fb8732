import math


def f(x):
    if x > 0.7:
        g = math.sin
    return g(x)


ARGS = (0.9,)
