def powers(x, k, found=()):
    return found if k <= 0.0 else powers(x, k - 1.0, found + (x**k,))


def f(x, k):
    return sum(powers(x, k))


ARGS = (1.2, 2.5)
REFUSED = "arguments of another structure each time"
