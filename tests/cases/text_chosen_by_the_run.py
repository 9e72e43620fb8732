import math


def f(x, y):
    name = "sin" if x > 0.1 else "cos"
    s = 0.0
    for k in range(3):
        kind = "even" if x * k > 0.4 else "odd"
        if kind == "even":
            s += x * y * k
        else:
            s -= getattr(math, name)(y)
    return s * {"sin": x, "cos": y}[name]


ARGS = (0.3, 0.4)
