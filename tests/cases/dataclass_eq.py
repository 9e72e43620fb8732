from dataclasses import dataclass


@dataclass(frozen=True)
class P:
    a: int
    b: int = 2


def f(x):
    if P(1, 2) == P(1):
        return x * x
    return x


ARGS = (0.7,)
