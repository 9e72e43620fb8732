from contextlib import contextmanager


@contextmanager
def scaled(v):
    yield v * 2


def f(x):
    with scaled(x) as y:
        z = y * x
    return z


ARGS = (0.7,)
