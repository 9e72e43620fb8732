def f(x, k):
    y = x
    try:
        try:
            y = x * x
            y = y / k
        except ValueError:
            y = 3.0
    except ZeroDivisionError:
        y = y * x
    return y


ARGS = (1.2, 0)
