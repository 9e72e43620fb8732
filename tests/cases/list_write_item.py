def f(x, y):
    items = [x, y, x * y]
    items[0] = items[1] * items[2]
    items[-1] *= items[0]
    return items[0] * items[2]


ARGS = (0.7, -1.3)
