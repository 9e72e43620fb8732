def f(x, y):
    a, b = sorted([x, y])
    return a * b * b


ARGS = (0.7, 0.2)
