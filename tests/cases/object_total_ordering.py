import functools


@functools.total_ordering
class Num:
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        return self.v < other.v

    def __eq__(self, other):
        return self.v == other.v


def f(x, y):
    a, b = Num(x), Num(y)
    if a >= b:
        return a.v * b.v
    return a.v**2 * b.v


ARGS = (0.7, 0.3)
