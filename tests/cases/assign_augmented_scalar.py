def f(x, y):
    x += y
    x -= 0.3
    x *= y
    x /= 1.0 + y * y
    x **= 2
    return x


ARGS = (0.7, -1.3)
