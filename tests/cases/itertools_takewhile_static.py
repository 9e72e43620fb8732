from itertools import takewhile, dropwhile, compress, filterfalse


def f(x):
    s = 0.0
    for k in takewhile(lambda k: k < 3, range(10)):
        s += x ** (k + 1)
    for v in compress([x, x * x, x**3], [1, 0, 1]):
        s += v
    return s


ARGS = (0.7,)
