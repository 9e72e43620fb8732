class Vec:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return Vec(self.v + (other.v if isinstance(other, Vec) else other))

    __radd__ = __add__

    def __rmul__(self, s):
        return Vec(s * self.v)

    def __rsub__(self, s):
        return Vec(s - self.v)

    def __rtruediv__(self, s):
        return Vec(s / self.v)


def f(x):
    v = sum([Vec(x), Vec(x * x)])
    return (2.0 * v).v ** 2 + (1.0 - v).v * (3.0 / v).v


ARGS = (0.7,)
