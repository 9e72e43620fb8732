class Dual:
    def __init__(self, re, im):
        self.re, self.im = re, im

    def __add__(self, other):
        return Dual(self.re + other.re, self.im + other.im)

    def __mul__(self, other):
        return Dual(
            self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re
        )

    def __neg__(self):
        return Dual(-self.re, -self.im)

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, s):
        return Dual(self.re / s, self.im / s)

    def __pow__(self, n):
        out = self
        for _ in range(n - 1):
            out = out * self
        return out


def f(x, y):
    a, b = Dual(x, y), Dual(y, x * x)
    c = (a * b + a - b) ** 3 / 2.0
    return c.re * c.im


ARGS = (0.7, 0.4)
