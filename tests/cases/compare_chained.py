def f(x, y):
    if -1.0 < x < y <= 2.0:
        return x * y
    return x - y


ARGS = (0.7, 1.3)
