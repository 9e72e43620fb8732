def f(x, y):
    items = sorted([x, y, 0.5], key=lambda v: (v - 0.4) ** 2, reverse=True)
    names = sorted([(2, "b"), (1, "a")])
    return items[0] * items[1] ** 2 + items[2] * names[0][0]


ARGS = (0.7, 0.25)
