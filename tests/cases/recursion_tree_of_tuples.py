"""A tree of tuples and lists, as deep and as wide as the run decides, and a fold of it."""


def spread(v, n):
    kept, total = [], v
    if v > 0.3:
        for _ in range(n):
            y, below = spread(v * 0.4, n)
            kept.append((y, below))
            total += y * y
    return total, (v, kept)


def fold(tree):
    v, kept = tree
    total = v * v
    for y, below in kept:
        total += y * fold(below)
    return total


def f(x, n):
    y, tree = spread(x, n)
    return y * y * fold(tree)


ARGS = (1.3, 3)
