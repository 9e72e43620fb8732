def f(x, y):
    a, b = ((last := v) * v for v in (x, y))
    c = max(*((other := v) * v for v in (a, x)))
    return a * b * last + c * other


ARGS = (0.7, 0.2)
