class Circle:
    def __init__(self, r):
        self._r = r

    @property
    def diameter(self):
        return 2 * self._r

    @diameter.setter
    def diameter(self, d):
        self._r = d / 2


def f(x):
    c = Circle(x)
    c.diameter = c.diameter * x
    return c._r**2


ARGS = (0.7,)
