from functools import partial


def g(a, b, c=1.0):
    return a * b + c


def f(x):
    h = partial(g, x, c=x * x)
    return h(2.0) * partial(h, b=x)()


ARGS = (0.7,)
