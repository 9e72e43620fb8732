def f(x, y):
    try:
        a = x * 2
        b = a / y
    except ZeroDivisionError:
        b = x
    return b


ARGS = (0.7, 0.2)
