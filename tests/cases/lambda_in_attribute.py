class M:
    act = staticmethod(lambda v: v * v)
    other = lambda self, v: v * 3


def f(x):
    m = M()
    return m.act(x) * m.other(x)


ARGS = (0.7,)
