"""The variable is read when the function is called, not when it is made."""


def f(x, y):
    g = lambda v: v * y
    first = g(x)
    y = y * y
    return first + g(x)


ARGS = (0.7, -1.3)
