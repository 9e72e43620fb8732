def f(x, n):
    items = [x] * n
    items[1] = x * x
    return sum(items) * items[0]


ARGS = (0.7, 3)
