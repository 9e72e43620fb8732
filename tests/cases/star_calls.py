def g(a, b, c, d=0.0):
    return a * b + c * d


def f(x, y):
    args = [x, y]
    t = (y,)
    return g(*args, *t, d=x) + g(x, *args, **{"d": y}) + g(*(v * 2 for v in args), 1.0)


ARGS = (0.7, 0.2)
