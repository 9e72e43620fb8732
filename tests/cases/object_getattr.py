class Bag:
    def __init__(self, d):
        self.d = d

    def __getattr__(self, name):
        return self.d[name]


def f(x):
    b = Bag({"u": x * x})
    return b.u * x


ARGS = (0.7,)
