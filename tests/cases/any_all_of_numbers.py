def f(x, y):
    found = any([x, 0.0]) + any([x, y]) + all([x, y]) + all([y])
    return found * x * y


ARGS = (0.7, 0.2)
