def pieces(x):
    yield x
    yield x * x


def f(x):
    return sum(pieces(x))


ARGS = (0.7,)
REFUSED = "yield"
