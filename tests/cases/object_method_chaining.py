class Builder:
    def __init__(self):
        self.total = 0.0

    def add(self, v):
        self.total += v
        return self


def f(x):
    return Builder().add(x).add(x * x).total ** 2


ARGS = (0.7,)
