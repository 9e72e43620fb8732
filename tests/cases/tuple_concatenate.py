def f(x, y):
    parts = (x,) + (y, x * y)
    parts += (y * y,)
    return parts[1] * parts[3]


ARGS = (0.7, -1.3)
