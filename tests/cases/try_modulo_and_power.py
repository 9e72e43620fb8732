def f(x, n):
    try:
        y = x**n % 3.0
    except (ZeroDivisionError, OverflowError):
        y = x
    return y * x


ARGS = (0.7, 2)
