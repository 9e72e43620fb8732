import collections

TABLE = collections.defaultdict(float, {1: 2.0, 3: 4.0})


def f(x):
    return x * TABLE[int(x)]


ARGS = (3.5,)
REFUSED = "'TABLE' is a defaultdict outside the function"
