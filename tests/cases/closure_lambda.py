def f(x, y):
    g = lambda v: v * y + x
    return g(x) * g(y)


ARGS = (0.7, -1.3)
