def f(x):
    y = x * x
    z = y * x
    del y
    return z


ARGS = (0.7,)
