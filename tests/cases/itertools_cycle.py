from itertools import cycle


def f(x, y):
    s = 0.0
    for a, k in zip(cycle([x, y]), range(5)):
        s += a ** (k + 1)
    return s


ARGS = (0.7, 0.2)
