def ratio(u, v, /, w=2.0):
    return u / v * w


def f(x, y):
    return ratio(x, y) * ratio(y, x, w=x)


ARGS = (0.7, -1.3)
