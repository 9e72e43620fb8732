class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


P = Point(0.3, 0.4)


def f(x):
    return P.x * x * x + P.y


ARGS = (0.7,)
