"""Lists of unknown length go behind known items, by extend, `+=`, displays and iterators."""

import numpy as np


def squares(xs, top):
    out, i = [], 0
    while i < len(xs) and xs[i] < top:
        out.append(xs[i] ** 2)
        i += 1
    return out


def f(xs, y):
    p = [y]
    p.extend(squares(xs, 3.5))
    q = [*p, 2.0, *squares(xs, 2.5), *xs]
    it = iter(q)
    first = next(it)
    p += it
    q[0] = y * y
    r = list(enumerate(p))
    return first * sum(v * (i + 1) for i, v in r) + sum(a * b for a, b in list(zip(q, q[1:])))


ARGS = (np.array([1.0, 2.0, 3.0, 4.0]), 0.7)
