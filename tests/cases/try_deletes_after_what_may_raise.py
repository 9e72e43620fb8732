def f(x, n):
    a = 3 * x
    try:
        y = x / n
        del a
    except ZeroDivisionError:
        y = x * a
    return y * x


ARGS = (0.5, 0)
