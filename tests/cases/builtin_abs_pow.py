def f(x, y):
    return abs(x * y) + pow(abs(y), x) + pow(x, 2)


ARGS = (0.7, -1.3)
