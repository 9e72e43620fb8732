import functools


def logged(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        return fn(*args, **kwargs) * 1.0

    return wrapper


def scaled(by):
    def deco(fn):
        @functools.wraps(fn)
        def wrapper(*args, **kwargs):
            return by * fn(*args, **kwargs)

        return wrapper

    return deco


@logged
@scaled(3.0)
def g(x, k=2):
    return x**k


def f(x):
    return g(x) + g(x, k=3)


ARGS = (0.7,)
