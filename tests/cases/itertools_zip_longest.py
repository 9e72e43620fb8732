from itertools import zip_longest


def f(x, y):
    s = 0.0
    for a, b in zip_longest([x, y, x * y], [x], fillvalue=1.0):
        s += a * b
    return s


ARGS = (0.7, 0.2)
