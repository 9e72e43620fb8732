import functools


def twice(g):
    @functools.wraps(g)
    def inner(*args):
        return 2 * g(*args)

    return inner


def f(x, n):
    @twice
    def squared(v):
        return v * v

    k = 5
    s = squared(x) * n.bit_length() * k.bit_length() * bin(k).count("1")
    return s + x * int("f", 16) * (2.0 if x.is_integer() else 3.0) * (2.5).is_integer()


ARGS = (0.3, 9)
