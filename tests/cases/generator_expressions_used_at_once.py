"""What goes through a generator expression to its end may be followed by an assignment."""


def f(x):
    x = x * 2
    y = x
    for v in sorted(k * x for k in range(4)):
        x = x + v
    top = max(k * x for k in range(3))
    pairs = list(zip((k * x for k in range(3)), range(3)))
    x = x * top + pairs[1][0]
    for k, v in enumerate(k * y for k in range(3)):
        x = x + k * v
    return x * y


ARGS = (1.3,)
