import math


def f(x, n):
    a, b = x * 1.5, n * x
    items = [x, 2 * x]
    u = None
    try:
        b = math.sin(a * b)
    except ValueError:
        u = x * b * 0.5
    for i in range(2):
        for j in range(3):
            try:
                u = b * x
            finally:
                items.append(x * b * 0.5)
    return sum(items) * b


ARGS = (0.7, 2)
