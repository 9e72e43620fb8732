def total(items):
    s = 0.0
    for v in items:
        s += v * v
    return s


def f(x):
    return total(v * x for v in (1.0, x, 3.0))


ARGS = (0.7,)
