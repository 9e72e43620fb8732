import math


def root(b, c):
    disc = b * b - c
    if disc < 0:
        return None
    t = b + math.sqrt(disc)
    return t if t > 0.1 else None


def f(x, y):
    s = x
    for c in (y, 3.0, -y):
        t = root(x, c)
        if t is not None and t < 5.0:
            s = s + t * t
    return s


ARGS = (0.7, 0.3)
