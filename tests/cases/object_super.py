class Base:
    scale = 2.0

    def __init__(self, a):
        self.a = a

    def value(self, x):
        return self.a * x * self.scale


class Child(Base):
    scale = 3.0

    def __init__(self, a, b):
        super().__init__(a)
        self.b = b

    def value(self, x):
        return super().value(x) + self.b * x**2


def f(x, y):
    return Child(x, y).value(x * y)


ARGS = (0.7, 0.3)
