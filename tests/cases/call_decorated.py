import functools


def twice(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args) * 2.0

    return wrapper


@twice
def product(u, v):
    return u * v * v


def f(x, y):
    return product(x, y)


ARGS = (0.7, -1.3)
