def inner(x):
    yield x
    yield x * x


def outer(x):
    yield from inner(x)
    yield 2.0


def f(x):
    return sum(outer(x)) ** 2


ARGS = (0.7,)
