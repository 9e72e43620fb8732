def f(x, y):
    return (x % y) * x + (7.3 % x)


ARGS = (2.7, 1.1)
