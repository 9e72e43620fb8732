def f(x, y):
    return max(x, y, x * y) * min(x, y) + max([x * x, y])


ARGS = (0.7, -1.3)
