"""The name changes its type from int to float."""


def f(x):
    total = 1
    total += x
    total *= x
    return total


ARGS = (0.7,)
