def f(x, n):
    items = []
    for k in range(n):
        items.append(x ** (k + 1))
    return max(items, default=0.0) + x


ARGS = (0.7, 3)
