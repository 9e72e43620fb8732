def f(x, y):
    c = x if x > y else None
    return (c or 2.0) * y + (3.0 if not c else c)


ARGS = (0.7, 0.3)
