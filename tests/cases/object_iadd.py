class Acc:
    def __init__(self):
        self.total = 0.0

    def __iadd__(self, v):
        self.total = self.total + v
        return self


def f(x):
    a = Acc()
    a += x * x
    a += x
    return a.total * x


ARGS = (0.7,)
