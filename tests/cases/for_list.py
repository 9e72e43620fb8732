def f(x, y):
    total = 0.0
    for v in [x, y, x * y]:
        total = total + v * v * v
    return total


ARGS = (0.7, -1.3)
