def f(x, y):
    items = [x, y, x * y]
    last = items.pop()
    first = items.pop(0)
    return last * first + items[0]


ARGS = (0.7, -1.3)
