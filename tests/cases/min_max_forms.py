import numpy as np


def f(x, y):
    a = max(x, y, 0.1)
    b = min([x, y], key=lambda v: (v - 0.5) ** 2)
    c = max((), default=x)
    d = max((v for v in [x, y]), default=1.0)
    e = min({"a": x, "b": y}.values())
    g = max(["aa", "b"], key=len)
    return a * b * c + d * e * len(g)


ARGS = (0.7, 0.2)
