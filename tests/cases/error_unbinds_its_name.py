def f(x, n):
    e = 3 * x
    try:
        y = x / n
    except ZeroDivisionError as e:
        y = x * len(str(e))
    return y if n == 0 else y * e


ARGS = (0.5, 0)
