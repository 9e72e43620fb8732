import functools


def f(x):
    @functools.lru_cache(None)
    def go(k):
        if k < 2:
            return x
        return go(k - 1) * go(k - 2)

    return go(int(x * 5))


ARGS = (1.1,)
