from types import SimpleNamespace


def f(x):
    p = SimpleNamespace(a=x, b=2 * x)
    p.c = p.a * p.b
    return p.c * p.a


ARGS = (0.7,)
