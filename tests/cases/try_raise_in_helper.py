def check(v):
    if v is None:
        raise ValueError("none")
    return v * v


def f(x):
    try:
        y = check(None)
    except ValueError as err:
        y = x * len(str(err))
    return y * x


ARGS = (0.7,)
