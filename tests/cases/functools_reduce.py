import functools


def f(x):
    return functools.reduce(lambda a, b: a * b + x, [x, x * x, 2.0], 1.0) + functools.reduce(
        lambda a, b: a * b, [x, x]
    )


ARGS = (0.7,)
