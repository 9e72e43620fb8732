def f(x, y):
    u, v = x * y, x + y
    return u * v


ARGS = (0.7, -1.3)
