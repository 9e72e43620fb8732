import math


class Circle:
    def __init__(self, radius):
        self.radius = radius

    @property
    def area(self):
        return math.pi * self.radius**2


def f(x, y):
    circle = Circle(x)
    circle.radius = circle.radius * y
    return circle.area


ARGS = (0.7, 1.3)
MAY_REFUSE = True
