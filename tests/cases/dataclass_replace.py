from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Params:
    a: float
    b: float = 2.0


def f(p):
    q = replace(p, a=p.a * p.b)
    return q.a * q.b


ARGS = (Params(0.7, 0.3),)
