def f(x):
    y = x
    while (gap := 5.0 - y) > 0.5:
        y = y + 0.5 * gap
    return y * gap


ARGS = (0.7,)
