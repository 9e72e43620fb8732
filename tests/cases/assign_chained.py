def f(x, y):
    u = v = x * y
    return u * v + u


ARGS = (0.7, -1.3)
