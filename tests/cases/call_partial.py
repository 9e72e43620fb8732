import functools


def power(v, exponent, scale):
    return scale * v**exponent


def f(x, y):
    cube = functools.partial(power, exponent=3)
    return cube(x, scale=y)


ARGS = (0.7, -1.3)
