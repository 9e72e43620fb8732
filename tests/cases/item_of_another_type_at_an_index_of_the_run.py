import math

import numpy as np

FUNCTIONS = (math.sin, lambda v: v**3, np.exp)


def f(x, y):
    parts = [x, (x, y), "abc", None]
    part = parts[int(y * 2.5)]
    s = sum(part) if isinstance(part, tuple) else 0.5
    for i in range(3):
        s += FUNCTIONS[i % 2](x) * FUNCTIONS[int(x > 0.1)](y)
    ranked = sorted(enumerate([x, y, x * y]), key=lambda pair: pair[1])
    return s + sum(value * (k + 1) * place for k, (place, value) in enumerate(ranked))


ARGS = (0.3, 0.5)
