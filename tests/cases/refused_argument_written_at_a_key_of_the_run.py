def f(x, table):
    table[int(x)] = x
    return x * table[int(x)]


ARGS = (1.3, {1: 2.0})
REFUSED = "as in d = dict(d)"
