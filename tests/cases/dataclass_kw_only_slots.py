from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    a: float
    b: float = 2.0


def f(x):
    p = Params(a=x * x)
    return p.a * p.b


ARGS = (0.7,)
