def f(parts):
    y = 1.0
    for v in parts:
        y = y * v
    return y


ARGS = ((0.5, -1.5, 0.3),)
