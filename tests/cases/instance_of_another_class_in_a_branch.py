class Circle:
    def __init__(self, r):
        self.r = r

    def area(self):
        return 3.0 * self.r**2


class Box:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def area(self):
        return self.a * self.b


def f(x, y):
    shape = Circle(x) if x > y else Box(x, y)
    total = 0.0
    for k in range(3):
        total += shape.area() * k
    return total + (shape.r if isinstance(shape, Circle) else shape.b)


ARGS = (0.3, 0.4)
