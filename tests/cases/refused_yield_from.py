def pieces(x):
    yield from [x, x * x]


def f(x):
    return sum(pieces(x))


ARGS = (0.7,)
REFUSED = "yield"
