def g(x, scale=None):
    if scale is None:
        scale = 2.0
    return x * scale


def f(x, y):
    s = y if x < y else None
    return g(x, s) + g(y, x if x > y else None)


ARGS = (0.7, 0.3)
