from dataclasses import dataclass


@dataclass(order=True)
class P:
    a: float
    b: float


def f(x, y):
    if P(x, y) < P(x, 2 * y):
        return x * y
    return x


ARGS = (0.7, 0.8)
