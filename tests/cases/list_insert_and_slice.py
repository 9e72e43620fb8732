def f(x, y):
    items = [x, y]
    items.insert(1, x * y)
    a, b = items[1:]
    return a * b * items[::-1][0]


ARGS = (0.7, -1.3)
