def f(x, y):
    if (x, y) > (0.5, 0.0):
        return x * y
    return x - y


ARGS = (0.7, -1.3)
