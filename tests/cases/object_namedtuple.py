from collections import namedtuple


Point = namedtuple("Point", "x y")


def f(p, scale):
    q = Point(p.y * scale, p.x)
    x, y = q
    return x * y + q[0] * p._replace(x=scale).x


ARGS = (Point(0.7, -1.3), 0.4)
