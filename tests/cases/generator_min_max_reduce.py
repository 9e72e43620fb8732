import functools


def f(x, y):
    return min(v * v for v in (x, y)) * functools.reduce(
        lambda a, b: a * b, (v + 1 for v in (x, y))
    ) + sum(map(lambda t: t * t, (v for v in (x, y))))


ARGS = (0.7, 0.2)
