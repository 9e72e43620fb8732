def f(x, n):
    y = x
    try:
        for i in range(3):
            1 / (n - i)
        y = y * 2
    except ZeroDivisionError:
        y = y * 5
    return y


ARGS = (2.0, 5)
