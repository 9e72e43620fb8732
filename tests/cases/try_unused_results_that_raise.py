def f(x, n, z):
    y = x
    try:
        if x > 1:
            1 / n
        y = y * 2
    except ZeroDivisionError:
        y = y * 5
    try:
        int(z)
        y = 2 * x * y
    except (OverflowError, ValueError):
        y = 5 * x * y
    return y


ARGS = (2.0, 0, float("inf"))
