def f(x, y):
    items = {"beta": x, "alpha": y, "gamma": x * y}
    s = 0.0
    for k, name in enumerate(sorted(items, reverse=True)):
        s = s + items[name] * (k + 1)
    for k, (name, v) in enumerate(sorted(items.items(), key=lambda kv: len(kv[0]))):
        s = s + v ** (k + 1)
    return s


ARGS = (0.7, 0.2)
