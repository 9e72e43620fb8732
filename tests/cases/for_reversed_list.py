def f(x, y):
    total = 0.0
    for v in reversed([x, y, x * y]):
        total = total * 0.5 + v * v
    return total


ARGS = (0.7, -1.3)
