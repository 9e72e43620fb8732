import math


def f(x, m):
    a = 2 * x
    if m > 3:
        return x
    try:
        try:
            math.sin(x)
            a = {"p": x}["q"]
        except ValueError:
            a = x
    except KeyError:
        a = a * x
    return a * x


ARGS = (0.7, 2)
