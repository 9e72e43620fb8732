"""What `zip` hands on of a generator expression is made when `pairs` is read."""


def f(x):
    pairs = zip((k * x for k in range(4)), [1.0, 2.0])
    x = x * 3
    return sum(a * b for a, b in pairs) * x


ARGS = (1.3,)
REFUSED = "x, which this generator expression reads, is assigned more than once"
