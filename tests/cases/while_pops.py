def f(x, y):
    items = [x, y, x * y]
    total = 1.0
    while items:
        total = total * 0.5 + items.pop() ** 2
    return total


ARGS = (0.7, -1.3)
