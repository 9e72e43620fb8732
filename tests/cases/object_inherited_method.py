class Base:
    scale = 2.0

    def loss(self, x):
        return self.scale * self.inner(x)

    def inner(self, x):
        return x


class Derived(Base):
    def inner(self, x):
        return super().inner(x) * x


MODEL = Derived()


def f(x):
    return MODEL.loss(x)


ARGS = (1.3,)
MAY_REFUSE = True
