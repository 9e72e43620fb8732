def f(x, y):
    g = lambda v, w=y: v * w
    y = y * y
    return g(x) + y


ARGS = (0.7, -1.3)
