def f(x, y):
    if not x > y:
        return x * y
    return x * x * y


ARGS = (0.7, -1.3)
