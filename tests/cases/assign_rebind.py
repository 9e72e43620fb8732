def f(x):
    y = x
    x = x * x
    x = x + y
    return x * y


ARGS = (1.3,)
