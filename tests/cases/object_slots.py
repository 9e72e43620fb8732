class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def f(x):
    p = Point(x, x * x)
    p.x = p.x * p.y
    return p.x * p.y


ARGS = (0.7,)
