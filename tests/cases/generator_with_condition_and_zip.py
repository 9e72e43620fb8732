def evens(xs):
    for k, v in enumerate(xs):
        if k % 2 == 0:
            yield v


def f(x, y):
    s = 0.0
    for a, b in zip(evens([x, y, x * y]), evens([y, x, 2.0])):
        s += a * b
    return s


ARGS = (0.7, 0.2)
