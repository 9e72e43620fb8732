from abc import ABC, abstractmethod


class Shape(ABC):
    @abstractmethod
    def area(self): ...
    def double(self):
        return 2 * self.area()


class Disc(Shape):
    def __init__(self, r):
        self.r = r

    def area(self):
        return 3.14 * self.r**2


def f(r):
    return Disc(r).double()


ARGS = (0.7,)
