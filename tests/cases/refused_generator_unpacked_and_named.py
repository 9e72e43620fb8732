def f(x):
    (a, b) = pairs = (v * x for v in (1.0, 2.0))
    return a * b + sum(pairs)


ARGS = (0.3,)
REFUSED = "is used again"
