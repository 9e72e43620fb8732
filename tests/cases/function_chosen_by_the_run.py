import math


def cubed(v):
    return v**3


def f(x, y):
    g = math.sin if x > 0.1 else cubed
    h = (lambda v: v * y) if y > 0.5 else g
    return g(x) * h(x + y)


ARGS = (0.3, 0.4)
