from dataclasses import dataclass, asdict, astuple, fields


@dataclass
class P:
    a: float
    b: float = 2.0


def f(x):
    p = P(x, x * x)
    d = asdict(p)
    s = 0.0
    for fl in fields(p):
        s += getattr(p, fl.name)
    return d["a"] * d["b"] + astuple(p)[1] * s


ARGS = (0.7,)
