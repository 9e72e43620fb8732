from itertools import chain


def f(x, y):
    s = 0.0
    for v in chain([x, y], (x * y,)):
        s += v * v
    for v in chain.from_iterable([[x], [y, x]]):
        s += v**3
    return s


ARGS = (0.7, 0.2)
