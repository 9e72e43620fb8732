def f(x, y):
    return x // y * x


ARGS = (2.7, 1.1)
