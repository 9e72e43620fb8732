def f(x, y):
    first, *rest, last = x, y, x * y, x - y
    return first * last + rest[0] * rest[1]


ARGS = (0.7, -1.3)
