def f(x):
    if x < 0.0:
        return x * 3.0
    else:
        return x * x


ARGS = (0.7,)
