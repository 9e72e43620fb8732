def f(x, y):
    c = x if x < y else None
    return c * y


ARGS = (0.7, 0.3)
RAISES = "None"
