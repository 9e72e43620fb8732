def square(v):
    return v * v


def f(x, y):
    return square(x) * y + square(y + square(x))


ARGS = (0.7, -1.3)
