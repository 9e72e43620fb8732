def f(x, y):
    x, y = y, x * x
    x, y = y, x
    return x - y * y * y


ARGS = (0.7, -1.3)
