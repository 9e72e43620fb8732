"""Each item is made when the loop comes to it, of what the iteration before has assigned."""


def f(x):
    for v in (k * x for k in range(4)):
        x += v
    return x * x


ARGS = (1.3,)
REFUSED = "x, which this generator expression reads, is assigned more than once"
