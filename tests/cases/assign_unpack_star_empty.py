def f(x, y):
    u, v, *rest = x, y
    return u * v + len(rest)


ARGS = (0.7, -1.3)
