def f(x, y):
    c = x * y if x > y else None
    if c is None:
        return x
    return c * c + x


ARGS = (0.7, 0.3)
