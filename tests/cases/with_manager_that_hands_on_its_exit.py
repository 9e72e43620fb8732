class Scope:
    def __init__(self, v):
        self.v = v

    def __enter__(self):
        self.v = self.v * 2
        return self.v

    def __exit__(self, *exc):
        self.v = self.v - 1.0


class Outer:
    def __init__(self, v):
        self.inner = Scope(v)

    def __enter__(self):
        return self.inner.__enter__()

    def __exit__(self, *exc):
        return self.inner.__exit__(*exc)


def f(x):
    outer = Outer(x * x)
    with outer as v:
        y = v * x
    return y * outer.inner.v


ARGS = (0.7,)
