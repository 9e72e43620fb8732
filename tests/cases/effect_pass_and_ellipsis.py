def f(x):
    if x > 0.0:
        pass
    else:
        ...
    return x * x


ARGS = (0.7,)
