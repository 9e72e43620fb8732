"""What an iterator over an array has left becomes a list, in a generator too."""

import numpy as np


def behind(xs, skip):
    it = iter(xs)
    for _ in range(skip):
        next(it)
    yield from it


def f(xs):
    it = iter(reversed(xs))
    last = next(it)
    rest = list(it)
    pairs = iter(zip(xs, rest))
    a, b = next(pairs)
    more = [u * v for u, v in pairs]
    return last * sum(r**2 for r in rest) + a * b * sum(more) + sum(v * a for v in behind(xs, 1))


ARGS = (np.array([1.0, 2.0, 3.0, 4.0]),)
