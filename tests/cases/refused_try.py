def f(x):
    try:
        y = x * x
    except ZeroDivisionError:
        y = x
    return y


ARGS = (0.7,)
REFUSED = "try"
