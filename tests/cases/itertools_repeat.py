from itertools import repeat


def f(x, y):
    s = 0.0
    for v in repeat(x, 3):
        s = s * v + y
    for a, b in zip([x, y], repeat(y)):
        s += a * b
    return s + sum(map(pow, [x, y], repeat(2)))


ARGS = (0.7, 0.2)
