from dataclasses import dataclass, InitVar, field


@dataclass
class P:
    a: float
    scale: InitVar[float] = 1.0
    b: float = field(init=False, default=0.0)

    def __post_init__(self, scale):
        self.b = self.a * scale


def f(x):
    p = P(x, x * x)
    return p.b * p.a


ARGS = (0.7,)
