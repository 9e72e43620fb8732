"""A whole number has no derivative."""


def f(x):
    return x * int(x) + x


ARGS = (2.7,)
