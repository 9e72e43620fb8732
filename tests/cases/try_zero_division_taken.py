def f(x, ys):
    s = 0.0
    for y in ys:
        try:
            s = s + x * x / y
        except ZeroDivisionError:
            s = s + x
    return s


ARGS = (0.7, [2.0, 0.5, 1.0])
