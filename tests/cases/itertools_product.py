import itertools


def f(x, y):
    s = 0.0
    for a, b in itertools.product((x, y), (1.0, x)):
        s += a * b**2
    return s


ARGS = (0.7, 0.2)
