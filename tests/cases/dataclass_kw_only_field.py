from dataclasses import dataclass, field, KW_ONLY


@dataclass
class P:
    a: float
    _: KW_ONLY
    b: float = 2.0


def f(x):
    return P(x, b=x * x).b * P(x).a


ARGS = (0.7,)
