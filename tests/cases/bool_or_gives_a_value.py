def f(x, y):
    return (x or y) * y


ARGS = (0.7, -1.3)
