import functools


@functools.lru_cache(maxsize=None)
def g(x):
    return x * x


@functools.cache
def table(n):
    return [k / 2 for k in range(n)]


def f(x):
    return g(x) * x + table(3)[2] * x


ARGS = (0.7,)
