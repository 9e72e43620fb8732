def f(x, y):
    items = [x]
    items.extend([y, x * y])
    items = items + [y * y]
    items += [x * x]
    return sum(items) * items[2]


ARGS = (0.7, -1.3)
