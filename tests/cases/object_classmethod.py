class Line:
    def __init__(self, a, b):
        self.a, self.b = a, b

    @classmethod
    def through_origin(cls, a):
        return cls(a, 0.5)

    @staticmethod
    def square(v):
        return v * v

    def at(self, x):
        return self.square(self.a * x + self.b)


def f(x):
    return Line.through_origin(x).at(x) + Line.square(x)


ARGS = (0.7,)
