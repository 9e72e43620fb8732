def f(x, y):
    if any((hit := v) > 0.5 for v in (x, y, 2 * y)):
        return hit**2
    return x


ARGS = (0.7, 0.9)
REFUSED = "assigns hit"
