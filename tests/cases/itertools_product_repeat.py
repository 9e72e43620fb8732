from itertools import product


def f(x):
    s = 0.0
    for i, j in product(range(3), repeat=2):
        s += x ** (i + 1) * j
    return s


ARGS = (0.7,)
