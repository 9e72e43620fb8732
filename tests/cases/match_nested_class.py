from dataclasses import dataclass


@dataclass
class Num:
    v: float


@dataclass
class Add:
    a: object
    b: object


@dataclass
class Mul:
    a: object
    b: object


def ev(e):
    match e:
        case Num(v):
            return v
        case Add(Num(a), Num(b)):
            return a + b
        case Add(a, b):
            return ev(a) + ev(b)
        case Mul(a=a, b=b):
            return ev(a) * ev(b)


def f(x):
    return ev(Add(Mul(Num(x), Num(x)), Add(Num(x), Num(2.0))))


ARGS = (0.7,)
