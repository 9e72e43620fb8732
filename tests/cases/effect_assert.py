def f(x):
    assert x > 0.0, "x must be positive"
    return x * x


ARGS = (0.7,)
