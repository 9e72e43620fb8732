def f(x, y):
    if y > 0.0:
        x = x * y
    return x * x


ARGS = (0.7, 1.3)
