class P:
    def __init__(self, a):
        self.a = a

    def __setattr__(self, name, value):
        object.__setattr__(self, name, 2 * value)


def f(x):
    p = P(x)
    p.b = x * x
    return p.a * p.b


ARGS = (0.7,)
