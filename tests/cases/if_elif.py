def f(x):
    if x > 2.0:
        return x
    elif x > 1.0:
        return x * x
    elif x > 0.0:
        return x * x * x
    else:
        return 0.0 * x


ARGS = (0.7,)
