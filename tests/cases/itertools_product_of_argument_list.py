from itertools import product


def f(xs, ys):
    return sum(a * b**2 for a, b in product(xs, ys))


ARGS = ([0.7, 0.2], [0.3, 0.4])
