from functools import cached_property


class Circle:
    def __init__(self, r):
        self.r = r

    @cached_property
    def area(self):
        return 3.0 * self.r**2


def f(x):
    c = Circle(x)
    return c.area * c.area + c.r


ARGS = (0.7,)
