def f(x, y=None):
    if y is None:
        y = x * x
    return x * y


ARGS = (0.7,)
