class TooSmall(Exception):
    pass


def checked(v):
    if v < 1:
        raise TooSmall("bad")
    return v * v


def f(x):
    try:
        y = checked(x)
    except TooSmall:
        y = 3 * x
    return y * x


ARGS = (0.3,)
