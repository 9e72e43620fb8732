import math


def ratio(a, b):
    if a > 5:
        return 0.0
    return a / b


def f(x, k):
    a = x
    try:
        a = 2 * x
        if x > 0:
            a = 3 * x
            if k < 5:
                a = a * x
                b = ratio(x, k)
            a += b
        else:
            raise ValueError("negative")
        a = a * a
    except (ZeroDivisionError, ValueError):
        a = a * 5
    try:
        if x > 0.5:
            if k == 0:
                raise KeyError(1)
            y = math.log(x - k)
        else:
            y = 1.0
    except KeyError:
        y = x
    return a * y


ARGS = (1.2, 0)
