def f(x, y):
    for i, (a, (b, c)) in enumerate([(x, (y, 1.0)), (y, (x, 2.0))]):
        x = a * b + c * i
    (a, b), c = (x, y), x * y
    [d, e] = [a, b]
    first, *_, last = [a, b, c, d]
    return first * last + e


ARGS = (0.7, 0.2)
