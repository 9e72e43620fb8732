from itertools import starmap


def f(x, y):
    return sum(starmap(pow, [(x, 2), (y, 3)])) + sum(
        starmap(lambda a, b: a * b, zip([x, y], [y, y]))
    )


ARGS = (0.7, 0.2)
