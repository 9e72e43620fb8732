def f(x, y):
    (u, v), w = (x * y, x + y), x - y
    return u * v * w


ARGS = (0.7, -1.3)
