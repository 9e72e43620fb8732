def f(x, y):
    out = [x]
    try:
        out[0] = x * x
        z = 1 / y
    except ZeroDivisionError:
        z = 0.0
    return out[0] * z


ARGS = (0.3, 0.4)
