class Base:
    def value(self, x):
        return x * x


class Child(Base):
    def value(self, x):
        return super(Child, self).value(x) * 3


def f(x):
    return Child().value(x)


ARGS = (0.7,)
