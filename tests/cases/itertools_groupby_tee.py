from itertools import groupby


def f(x):
    s = 0.0
    for key, group in groupby([1, 1, 2, 3, 3]):
        s += x**key * len(list(group))
    return s


ARGS = (0.7,)
