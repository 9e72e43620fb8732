from dataclasses import dataclass, field


@dataclass
class Params:
    a: float
    b: float = 2.0
    names: list = field(default_factory=list)

    def __post_init__(self):
        self.c = self.a * self.b


def f(x):
    p = Params(x)
    p.names.append(x * x)
    q = Params(x, b=x)
    return p.c * q.c + p.names[0]


ARGS = (0.7,)
