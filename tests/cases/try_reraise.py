def f(x):
    try:
        y = 1 / x
    except ZeroDivisionError as err:
        raise ValueError("x is zero") from err
    return y


ARGS = (0.7,)
