class P:
    pass


def f(x):
    p = P()
    p.a = x
    p.b = x * x
    y = p.a * p.b
    del p.a
    return y + hasattr(p, "a")


ARGS = (0.7,)
