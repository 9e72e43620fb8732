from dataclasses import dataclass


@dataclass
class Base:
    a: float
    b: float = 2.0


@dataclass
class Child(Base):
    c: float = 1.5

    def value(self):
        return self.a * self.b**self.c


def f(x):
    return Child(x, x * 2).value()


ARGS = (0.7,)
