import math


def polar(u, v):
    return math.sqrt(u * u + v * v), math.atan2(v, u)


def f(x, y):
    radius, angle = polar(x, y)
    return radius * angle


ARGS = (0.7, -1.3)
