class Scope:
    def __init__(self, v):
        self.v = v

    def __enter__(self):
        self.v = self.v * 2
        return self.v

    def __exit__(self, *exc):
        self.v = 0.0
        return False


def f(x):
    with Scope(x * x) as v:
        y = v * x
    return y


ARGS = (0.7,)
