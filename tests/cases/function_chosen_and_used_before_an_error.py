import math


def f(x):
    g = math.sin if x > 2 else math.cos
    s = 0.0
    if x > 10:
        t = g(x)
        raise ValueError(t)
    s = s + x
    if x < 8:
        s = s + g(x)
    return s * int("10", base=2)


ARGS = (3.0,)
