from dataclasses import dataclass


@dataclass
class Circle:
    r: float


@dataclass
class Box:
    w: float
    h: float


def area(s):
    match s:
        case Circle(r):
            return 3.0 * r**2
        case Box(w=w, h=h) if w == h:
            return w**2
        case Box(w, h):
            return w * h


def f(x):
    return area(Circle(x)) + area(Box(x, 2.0)) * area(Box(x, x))


ARGS = (0.7,)
