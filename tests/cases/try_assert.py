def f(x):
    try:
        y = x * 2
        assert x > 1, "small"
        y = x * x
    except AssertionError as error:
        y = y * len(str(error))
    return y * x


ARGS = (0.3,)
